#include "ingest/sources/fer2013/fer2013_folders.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/text/text.h"
#include "ingest/sources/fer2013/decode_image.h"
#include "ingest/sources/fer2013/fer2013_source.h"
#include "ingest/text/read_bytes.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

struct ImageFile {
  fs::path path;  // relative to the root
  Split split = Split::kTrain;
  int32_t label = 0;
};

bool is_image_name(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return tolower(c); });
  // The formats that aren't read are listed too: such a file is a bad sample, not something to pass over.
  const auto known = {".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pgm"};
  return path.filename().string()[0] != '.' &&  // "._Training_1.jpg" is what macOS leaves in archives
         std::find(known.begin(), known.end(), extension) != known.end();
}

int32_t find_class(const std::string& name) {
  const auto found = std::find(kFer2013Classes.begin(), kFer2013Classes.end(), name);
  return found == kFer2013Classes.end() ? -1 : static_cast<int32_t>(found - kFer2013Classes.begin());
}

std::string list_classes() {
  std::string names;
  for (const char* name : kFer2013Classes) names += (names.empty() ? "" : ", ") + std::string(name);
  return names;
}

class Fer2013FolderSource : public Source {
 public:
  Fer2013FolderSource(fs::path root, Fer2013Folders layout) : root_(std::move(root)), layout_(layout) {
    std::map<std::string, int64_t> unknown_folders;
    for (const char* folder : {"train", "validation", "test"}) {
      if (fs::is_directory(root_ / folder)) list_split(folder, unknown_folders);
    }
    for (const auto& [folder, count] : unknown_folders) {
      bad_.push_back({folder, "the folder names no class: one of " + list_classes() +
                                  " expected (images in it: " + std::to_string(count) + ")"});
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(root_)) {
      const std::string name = entry.path().filename().string();
      if (name != "train" && name != "validation" && name != "test") ignored_.push_back(name);
    }
    std::sort(files_.begin(), files_.end());
    std::sort(ignored_.begin(), ignored_.end());
    std::sort(bad_.begin(), bad_.end(),
              [](const auto& a, const auto& b) { return a.source_id < b.source_id; });
    std::sort(images_.begin(), images_.end(), [](const ImageFile& a, const ImageFile& b) {
      return std::tie(a.split, a.label, a.path) < std::tie(b.split, b.label, b.path);
    });
  }

  std::string layout() const override {
    if (layout_ == Fer2013Folders::kTestHoldsBoth)
      return "folders train/ and test/ (PublicTest_, PrivateTest_)";
    return std::string("folders train/ and validation/") +
           (fs::is_directory(root_ / "test") ? " and test/" : "");
  }
  std::vector<std::string> class_names() const override {
    return {kFer2013Classes.begin(), kFer2013Classes.end()};
  }
  fs::path root() const override { return root_; }
  const std::vector<fs::path>& files() const override { return files_; }
  const std::vector<fs::path>& ignored() const override { return ignored_; }
  bool has_official_split() const override { return true; }
  std::vector<std::string> groups() const override { return {}; }
  RawSamples read() const override;

 private:
  void list_split(const std::string& folder, std::map<std::string, int64_t>& unknown_folders);
  void add_image(const fs::path& relative, std::map<std::string, int64_t>& unknown_folders);

  fs::path root_;
  Fer2013Folders layout_;
  std::vector<fs::path> files_, ignored_;
  std::vector<ImageFile> images_;
  std::vector<BadSample> bad_;  // what the names alone give away
};

void Fer2013FolderSource::list_split(const std::string& folder,
                                     std::map<std::string, int64_t>& unknown_folders) {
  const auto options = fs::directory_options::follow_directory_symlink;
  for (auto it = fs::recursive_directory_iterator(root_ / folder, options);
       it != fs::recursive_directory_iterator(); ++it) {
    const fs::path relative = folder / it->path().lexically_relative(root_ / folder);
    if (it->is_directory()) {
      if (relative.filename().string()[0] != '.') continue;  // .ipynb_checkpoints holds copies of images
      it.disable_recursion_pending();
      ignored_.push_back(relative);
    } else if (is_image_name(relative)) {
      files_.push_back(relative);
      add_image(relative, unknown_folders);
    } else {
      ignored_.push_back(relative);
    }
  }
}

void Fer2013FolderSource::add_image(const fs::path& relative,
                                    std::map<std::string, int64_t>& unknown_folders) {
  const std::vector<fs::path> parts(relative.begin(), relative.end());
  if (parts.size() != 3) {
    bad_.push_back({relative.string(), "an image is expected at <split>/<class>/<image>"});
    return;
  }
  ImageFile image;
  image.path = relative;
  image.label = find_class(parts[1].string());
  if (image.label < 0) {
    ++unknown_folders[relative.parent_path().string() + "/"];
    return;
  }
  const std::string folder = parts[0].string();
  const std::optional<Fer2013Usage> usage = find_usage_of_file_name(parts[2].string());
  if (layout_ == Fer2013Folders::kTestHoldsBoth && folder == "test") {
    if (!usage || usage->split == Split::kTrain) {
      bad_.push_back({relative.string(),
                      "without a folder validation/, names in test/ must begin with PublicTest_ or "
                      "PrivateTest_, or the official split can't be told"});
      return;
    }
    image.split = usage->split;
  } else {
    image.split = split_from_name(folder);
    if (usage && usage->split != image.split) {
      bad_.push_back({relative.string(), std::string("its name says ") + usage->name +
                                             ", that is the split '" + split_name(usage->split) +
                                             "', but it lies in " + folder + "/"});
      return;
    }
  }
  images_.push_back(std::move(image));
}

RawSamples Fer2013FolderSource::read() const {
  const auto count = static_cast<int64_t>(images_.size());
  constexpr int64_t kSize = kFer2013Pixels * kFer2013Pixels;
  std::vector<uint8_t> pixels(static_cast<size_t>(count * kSize));
  std::vector<std::string> faults(images_.size());
  ProgressBar progress("Decoding", std::max<int64_t>(count, 1), "images");
  parallel_for(count, thread_count(), [&](int64_t i) {
    throw_if_interrupted("preparing the data");
    const auto row = static_cast<size_t>(i);
    const FileBytes file = read_bytes(root_ / images_[row].path);
    faults[row] = file.fault.empty() ? decode_grey_image(file.bytes, kFer2013Pixels, kFer2013Pixels,
                                                         pixels.data() + i * kSize)
                                     : file.fault;
    progress.advance();
  });
  progress.finish();

  std::vector<BadSample> bad = bad_;
  ImageSamples samples;
  samples.height = samples.width = kFer2013Pixels;
  samples.pixels.reserve(pixels.size());
  for (size_t i = 0; i < images_.size(); ++i) {
    if (!faults[i].empty()) {
      bad.push_back({images_[i].path.string(), faults[i]});
      continue;
    }
    const auto begin = pixels.begin() + static_cast<int64_t>(i) * kSize;
    samples.pixels.insert(samples.pixels.end(), begin, begin + kSize);
    samples.labels.push_back(images_[i].label);
    samples.splits.push_back(images_[i].split);
    samples.source_ids.push_back(to_valid_utf8(images_[i].path.string()));
  }
  samples.num_samples = static_cast<int64_t>(samples.labels.size());
  samples.has_train_duplicate.assign(samples.labels.size(), 0);
  return {std::move(samples), std::move(bad)};
}

}  // namespace

std::unique_ptr<Source> open_fer2013_folders(const fs::path& root, Fer2013Folders layout) {
  return std::make_unique<Fer2013FolderSource>(root, layout);
}

}  // namespace affekt
