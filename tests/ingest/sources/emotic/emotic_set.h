// A tiny EMOTIC of tables, written by hand.
#pragma once

#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "ingest/prepare_emotic.h"
#include "store/prepared_rows.h"
#include "tests/ingest/test_images.h"

namespace affekt {

/// A person's cells as they stand in a table.
struct EmoticCells {
  std::string picture;  // "a.png", in the folder framesdb/images
  std::string box = "[0, 0, 40, 20]", categories = "['Peace']", values = "[5, 6, 7]", size = "[20, 40]";
};

class EmoticSet {
 public:
  EmoticSet() {
    config_.source = "emotic";
    config_.path = (folder_ / "emotic_set").string();
    config_.prepared_dir = (folder_ / "prepared").string();
    config_.people.body_px = config_.people.context_px = 32;
    std::filesystem::create_directories(config_.path);
  }
  DataConfig& config() { return config_; }
  std::filesystem::path path(const std::string& name) const { return config_.path + "/" + name; }
  std::filesystem::path picture(const std::string& name) const { return path("framesdb/images/" + name); }

  /// 40 x 20 pixels, smooth noise unlike any other seed's.
  void add_picture(const std::string& name, uint64_t seed) const {
    write_bytes(picture(name), encode(make_image(seed, 40)(cv::Rect(0, 0, 40, 20)), ".png"));
  }
  /// Each of them has a picture of its own name, unless it is there.
  void add_list(const std::string& list, const std::vector<EmoticCells>& people) {
    std::string csv =
        "Index,Folder,Filename,Image Size,BBox,Categorical_Labels,Continuous_Labels,Gender,Age\n";
    for (const EmoticCells& person : people) {
      csv += "0,framesdb/images," + person.picture + ",\"" + person.size + "\",\"" + person.box + "\",\"" +
             person.categories + "\",\"" + person.values + "\",Male,Adult\n";
      if (!std::filesystem::exists(picture(person.picture))) add_picture(person.picture, ++num_pictures_);
    }
    write_bytes(path(list + ".csv"), csv);
  }
  /// Two people who train, and one each who validates and tests.
  void add_lists() {
    add_list("train", {{"a.png"}, {"b.png"}});
    add_list("val", {{"c.png"}});
    add_list("test", {{"d.png"}});
  }
  std::unique_ptr<PreparedRowsReader> prepare() const {
    return std::make_unique<PreparedRowsReader>(prepare_emotic(config_).path, kPeopleKind);
  }
  template <class E = DataError>
  std::string fault() const {
    return message_of<E>([&] { prepare_emotic(config_); });
  }

 private:
  TemporaryFolder folder_;
  DataConfig config_;
  uint64_t num_pictures_ = 0;
};

inline std::vector<int64_t> all_rows(const PreparedRowsReader& reader) {
  std::vector<int64_t> rows(static_cast<size_t>(reader.num_rows()));
  std::iota(rows.begin(), rows.end(), int64_t{0});
  return rows;
}

template <class T>
std::vector<T> values_of(const PreparedRowsReader& reader, const std::string& tensor) {
  const HostTensor read = reader.read(tensor, all_rows(reader));
  return {read.values<T>(), read.values<T>() + read.count()};
}

}  // namespace affekt
