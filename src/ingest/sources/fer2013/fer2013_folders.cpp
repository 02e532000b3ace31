#include "ingest/sources/fer2013/fer2013_folders.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/process/threads.h"
#include "core/text/count_text.h"
#include "core/text/lower_case.h"
#include "core/text/text.h"
#include "ingest/sources/fer2013/decode_image.h"
#include "ingest/sources/fer2013/fer2013_names.h"
#include "ingest/sources/fer2013/fer2013_source.h"
#include "ingest/sources/fer2013/image_traits.h"
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
  // The formats that aren't read are listed too: such a file is a bad sample, not something to pass over.
  const auto known = {".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pgm"};
  return path.filename().string()[0] != '.' &&  // "._Training_1.jpg" is what macOS leaves in archives
         std::find(known.begin(), known.end(), lower_extension(path)) != known.end();
}

class Fer2013FolderSource : public Source {
 public:
  explicit Fer2013FolderSource(const Fer2013Layout& layout) : layout_(layout), root_(layout.root) {
    for (const auto& [split, folder] : layout_.split_folders) list_split(folder);
    add_images();
    for (const fs::directory_entry& entry : fs::directory_iterator(root_)) {
      const std::string name = entry.path().filename().string();
      const bool is_split =
          std::any_of(layout_.split_folders.begin(), layout_.split_folders.end(),
                      [&, wanted = name](const auto& folder) { return folder.second == wanted; });
      if (!is_split) ignored_.push_back(name);
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
    std::vector<std::string> names;
    for (const auto& [split, folder] : layout_.split_folders) names.push_back(folder + "/");
    return fmt::format("folders {}{}", fmt::join(names, " and "),
                       layout_.test_holds_both ? " (PublicTest_, PrivateTest_)" : "");
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
  void list_split(const std::string& folder);
  void add_images();
  void add_image(Split split, int32_t label, const fs::path& relative);
  void check_test_names() const;

  Fer2013Layout layout_;
  fs::path root_;
  std::vector<fs::path> files_, ignored_;
  std::vector<ImageFile> images_;
  std::vector<BadSample> bad_;  // what the names alone give away
};

/// A link to a folder that it lies in: it has no end.
bool leads_upwards(const fs::directory_entry& entry) {
  std::error_code unknown;
  if (!entry.is_symlink(unknown)) return false;
  const fs::path target = fs::canonical(entry.path(), unknown);
  if (unknown) return unknown == std::errc::too_many_symbolic_link_levels;
  const fs::path here = fs::canonical(entry.path().parent_path(), unknown);
  return std::mismatch(target.begin(), target.end(), here.begin(), here.end()).first == target.end();
}

void Fer2013FolderSource::list_split(const std::string& folder) {
  const auto options = fs::directory_options::follow_directory_symlink;
  for (auto it = fs::recursive_directory_iterator(root_ / folder, options);
       it != fs::recursive_directory_iterator(); ++it) {
    const fs::path relative = folder / it->path().lexically_relative(root_ / folder);
    if (leads_upwards(*it)) {
      it.disable_recursion_pending();
      ignored_.push_back(relative);
    } else if (it->is_directory()) {
      if (relative.filename().string()[0] != '.') continue;  // .ipynb_checkpoints holds copies of images
      it.disable_recursion_pending();
      ignored_.push_back(relative);
    } else if (is_image_name(relative)) {
      files_.push_back(relative);
    } else {
      ignored_.push_back(relative);
    }
  }
}

/// <split>/<class>/<image>: each of the listed files with its label, or as a bad sample.
void Fer2013FolderSource::add_images() {
  std::map<std::string, Split> split_of;
  for (const auto& [split, folder] : layout_.split_folders) split_of[folder] = split;
  std::set<std::string> class_folders;
  for (const fs::path& file : files_) {
    const std::vector<std::string> parts(file.begin(), file.end());
    if (parts.size() == 3) class_folders.insert(parts[1]);
  }
  const Fer2013ClassFolders classes(class_folders);
  std::map<std::string, int64_t> unknown_folders;
  for (const fs::path& file : files_) {
    const std::vector<std::string> parts(file.begin(), file.end());
    if (parts.size() != 3) {
      bad_.push_back({file.string(), "an image as <split>/<class>/<image> expected"});
    } else if (const auto label = classes.find(parts[1])) {
      add_image(split_of.at(parts[0]), *label, file);
    } else {
      ++unknown_folders[file.parent_path().string() + "/"];
    }
  }
  for (const auto& [folder, count] : unknown_folders) {
    const std::string name = fs::path(folder).parent_path().filename().string();
    bad_.push_back(
        {folder, fmt::format("{} (images in it: {})", classes.describe_unknown(name), format_count(count))});
  }
  for (const std::string& name : class_folders) {
    const auto label = classes.find(name);
    if (label && name != kFer2013Classes.at(static_cast<size_t>(*label)))
      layout_.notes.push_back(
          fmt::format("{}/ as {}/", name, kFer2013Classes.at(static_cast<size_t>(*label))));
  }
}

void Fer2013FolderSource::add_image(Split split, int32_t label, const fs::path& relative) {
  const std::optional<Fer2013Usage> usage = find_usage_of_file_name(relative.filename().string());
  if (layout_.test_holds_both && split == Split::kTest) {
    if (!usage || usage->split == Split::kTrain) {
      bad_.push_back({relative.string(),
                      "without a folder validation/, names in test/ must begin with PublicTest_ or "
                      "PrivateTest_, or the official split can't be told"});
      return;
    }
    split = usage->split;
  } else if (usage && usage->split != split) {
    bad_.push_back({relative.string(), std::string("its name says ") + usage->name + ", that is the split '" +
                                           split_name(usage->split) + "', but it lies in " +
                                           relative.begin()->string() + "/"});
    return;
  }
  images_.push_back({relative, split, label});
}

/// People's own train/ and test/: one line instead of one for every image.
void Fer2013FolderSource::check_test_names() const {
  if (!layout_.test_holds_both) return;
  const std::string& folder = layout_.split_folders.at(Split::kTest);
  const bool has_files = std::any_of(files_.begin(), files_.end(),
                                     [&](const fs::path& file) { return *file.begin() == folder; });
  const bool has_official_name = std::any_of(
      images_.begin(), images_.end(), [](const ImageFile& image) { return image.split != Split::kTrain; });
  if (!has_files || has_official_name) return;
  throw DataError(fmt::format(
      "{}: no image in {}/ has a name that begins with PublicTest_ or PrivateTest_, so which of them "
      "validate "
      "can't be told; make a folder validation/ beside it, with images that neither train nor test",
      root_.string(), folder));
}

RawSamples Fer2013FolderSource::read() const {
  log_fer2013_notes(layout_.notes);
  check_test_names();
  const auto count = static_cast<int64_t>(images_.size());
  constexpr int64_t kSize = kFer2013Pixels * kFer2013Pixels;
  std::vector<uint8_t> pixels(static_cast<size_t>(count * kSize));
  std::vector<std::string> faults(images_.size());
  std::vector<ImageTraits> traits(images_.size());
  ProgressBar progress("Decoding", std::max<int64_t>(count, 1), "images");
  parallel_for(count, thread_count(), [&](int64_t i) {
    throw_if_interrupted("preparing the data");
    const auto row = static_cast<size_t>(i);
    const FileBytes file = read_bytes(root_ / images_[row].path);
    faults[row] = file.fault.empty() ? decode_grey_image(file.bytes, kFer2013Pixels, kFer2013Pixels,
                                                         pixels.data() + i * kSize, traits[row])
                                     : file.fault;
    progress.advance();
  });
  progress.finish();
  correct_16_bit(traits, pixels);
  report_image_traits(traits);

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

std::unique_ptr<Source> open_fer2013_folders(const Fer2013Layout& layout) {
  return std::make_unique<Fer2013FolderSource>(layout);
}

}  // namespace affekt
