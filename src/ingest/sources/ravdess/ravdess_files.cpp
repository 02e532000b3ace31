#include "ingest/sources/ravdess/ravdess_files.h"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/text/count_text.h"
#include "core/text/lower_case.h"
#include "ingest/bad_samples.h"
#include "ingest/sources/archive.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// 0 for the sound format that a recording is taken of first if it lies there in several; -1: no audio file.
int rank_of_format(const fs::path& path) {
  static const std::vector<std::string> extensions = {".wav", ".aiff", ".aif", ".flac", ".ogg"};
  const auto found = std::find(extensions.begin(), extensions.end(), lower_extension(path));
  return found == extensions.end() ? -1 : static_cast<int>(found - extensions.begin());
}

/// Some copies have the published folders in lower case.
bool is_outer_folder(const std::string& name) {
  const std::string lower = to_lower(name);
  return lower == "audio_speech_actors_01-24" || lower == "audio_song_actors_01-24";
}

/// "Actor_07", "actor7" -> 7; 0 for an Actor_ that there isn't; nothing for other names.
std::optional<int> actor_of_folder(const std::string& name) {
  static const std::regex pattern("actor[_ -]?0*([1-9][0-9]?)");
  const std::string lower = to_lower(name);
  std::smatch match;
  const int actor = std::regex_match(lower, match, pattern) ? std::stoi(match[1]) : 0;
  if (actor >= 1 && actor <= kNumRavdessActors) return actor;
  return lower.rfind("actor_", 0) == 0 ? std::optional<int>(0) : std::nullopt;
}

/// Recordings in folders that are none of RAVDESS's.
struct Strays {
  int64_t num_files = 0;
  std::set<fs::path> folders;  // that hold them, relative to the root
};

class Lister {
 public:
  Lister(fs::path root, const AudioConfig& audio) : root_(std::move(root)), audio_(audio) {
    list_folder({});
    strays_ = find_strays();
    refuse_if_nothing();
    drop_second_copies();
    note_what_was_left_out();
    describe_layout();
    sort_all();
  }
  RavdessFiles take() { return std::move(files_); }

 private:
  void list_folder(const fs::path& folder) {
    for (const fs::directory_entry& entry : fs::directory_iterator(root_ / folder)) {
      const fs::path relative = folder / entry.path().filename();
      if (relative.filename().string()[0] == '.') {  // "._03-01-...wav" is what macOS leaves in archives
        files_.ignored.push_back(relative);
      } else if (std::error_code unknown; entry.is_directory(unknown)) {  // else reading it says why
        list_subfolder(folder, relative);
      } else {
        list_file(relative);
      }
    }
  }

  void list_subfolder(const fs::path& folder, const fs::path& relative) {
    const std::string name = relative.filename().string();
    const bool is_known = actor_of_folder(name).has_value()
                              ? folder.empty() || is_outer_folder(folder.filename().string())
                              : folder.empty() && is_outer_folder(name);
    if (is_known) {
      list_folder(relative);
    } else {
      files_.ignored.push_back(relative);
    }
  }

  void list_file(const fs::path& relative) {
    if (rank_of_format(relative) < 0) {
      files_.ignored.push_back(relative);
      return;
    }
    const ParsedRavdessName parsed = parse_ravdess_name(relative.stem().string());
    const std::string fault = parsed.fault.empty() ? find_wrong_folder(relative, parsed.name) : parsed.fault;
    if (!fault.empty()) {
      files_.bad.push_back({relative.string(), fault});
      files_.bad_files.push_back(relative);
      return;
    }
    if (is_wanted(relative, parsed.name))
      files_.recordings.push_back({relative, parsed.name});  // else a note counts it
  }

  static std::string find_wrong_folder(const fs::path& relative, const RavdessName& name) {
    const std::string folder = relative.parent_path().filename().string();
    const std::optional<int> actor = actor_of_folder(folder);
    if (!actor || *actor == name.actor) return "";
    return fmt::format("its name says actor {:02}, but it lies in {}/", name.actor, folder);
  }

  bool is_wanted(const fs::path& relative, const RavdessName& name) {
    constexpr int kAudioOnly = 3, kSpeech = 1, kCalm = 2;
    if (name.modality != kAudioOnly) {
      if (num_of_other_modality_++ == 0) example_of_other_modality_ = relative.string();
      return false;
    }
    const bool is_speech = name.vocal_channel == kSpeech;
    if (audio_.vocal_channel != "both" && is_speech != (audio_.vocal_channel == "speech")) {
      ++num_of_other_channel_;
      return false;
    }
    if (audio_.calm == "drop" && name.emotion == kCalm) {
      ++num_of_calm_;
      return false;
    }
    return true;
  }

  void refuse_if_nothing() {
    if (!files_.recordings.empty()) return;
    sort_all();
    if (!files_.bad.empty()) {
      throw DataError(fmt::format("{}: no recording that can be used, {}{}{}", root_.string(),
                                  count_of(static_cast<int64_t>(files_.bad.size()), "bad sample"),
                                  list_bad_samples(files_.bad), describe_other_kinds()));
    }
    if (num_of_other_channel_ + num_of_calm_ > 0) {
      throw DataError(
          fmt::format("data.audio.vocal_channel: '{}' leaves no recording of {} ({} of the other "
                      "channel are there)",
                      audio_.vocal_channel, root_.string(), num_of_other_channel_));
    }
    throw DataError(
        fmt::format("{}: no RAVDESS recordings. Looked for 03-01-06-01-02-01-12.wav (or .flac, .ogg, .aiff) "
                    "and the like, "
                    "in the folder itself, in Actor_01/ to Actor_24/, and in Audio_Speech_Actors_01-24/ and "
                    "Audio_Song_Actors_01-24/{}{}",
                    root_.string(), hint_at_subfolder(), describe_other_kinds()));
  }

  /// What is there instead, and what to do.
  std::string describe_other_kinds() const {
    std::string text;
    if (num_of_other_modality_ > 0) {
      text += fmt::format(
          "\nFound: {} of the films' sound, such as {} (01 or 02 in front). It is left out, since RAVDESS "
          "has "
          "recordings without a film (03): get Audio_Speech_Actors_01-24.zip from Zenodo (record 1188976). "
          "If "
          "the films' sound is all that you have, copy the files under names that begin with 03",
          count_of(num_of_other_modality_, "file"), example_of_other_modality_);
    }
    std::set<std::string> extensions;
    int64_t num_unread = 0;
    std::error_code unknown;
    for (const fs::path& ignored : files_.ignored) {
      if (!has_ravdess_form(ignored.stem().string()) || !fs::is_regular_file(root_ / ignored, unknown))
        continue;
      extensions.insert(lower_extension(ignored));
      ++num_unread;
    }
    if (num_unread > 0) {
      text += fmt::format(
          "\nFound: {} with such names of a kind that isn't read ({}). Convert them to WAV under names that "
          "begin with 03, say with `ffmpeg -i IN OUT.wav`",
          count_of(num_unread, "file"), fmt::join(extensions, ", "));
    }
    return text;
  }

  Strays find_strays() const {
    Strays strays;
    std::error_code unknown;  // of a folder that can't be read nothing is to be said
    for (const fs::path& ignored : files_.ignored) {
      if (!fs::is_directory(root_ / ignored, unknown)) continue;
      for (fs::recursive_directory_iterator it(root_ / ignored, unknown), end; it != end;
           it.increment(unknown)) {
        if (unknown) break;
        const fs::path relative = it->path().lexically_relative(root_);
        if (rank_of_format(relative) < 0 || !has_ravdess_form(relative.stem().string())) continue;
        ++strays.num_files;
        strays.folders.insert(relative.parent_path());
      }
    }
    return strays;
  }

  std::string describe_strays() const {
    std::string names;
    size_t num_named = 0;
    for (const fs::path& folder : strays_.folders) {
      if (++num_named > 3) break;
      names += (names.empty() ? "" : ", ") + folder.string() + "/";
    }
    if (strays_.folders.size() > 3) names += fmt::format(" and {} more", strays_.folders.size() - 3);
    return fmt::format("{} of RAVDESS in {} that its layout doesn't have ({})",
                       count_of(strays_.num_files, "recording"),
                       count_of(static_cast<int64_t>(strays_.folders.size()), "folder"), names);
  }

  /// Archives often unpack into a folder of their own.
  std::string hint_at_subfolder() const {
    std::error_code unknown;  // of another folder that can't be read nothing is to be said
    for (const fs::path& ignored : files_.ignored) {
      if (!fs::is_directory(root_ / ignored, unknown)) continue;
      for (const fs::directory_entry& entry : fs::directory_iterator(root_ / ignored, unknown)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_directory(unknown) && (is_outer_folder(name) || actor_of_folder(name).value_or(0) > 0)) {
          return "; did you mean " + (root_ / ignored).string() + "?";
        }
      }
    }
    if (strays_.folders.size() == 1)
      return "; did you mean " + (root_ / *strays_.folders.begin()).string() + "?";
    if (strays_.num_files > 0)
      return fmt::format(". Found: {}; put them into one folder, or into Actor_01/ to Actor_24/",
                         describe_strays());
    for (const fs::path& ignored : files_.ignored)
      if (is_archive_name(ignored))
        return ". " + ignored.string() + " is packed: unpack it and name its folder";
    return "";
  }

  void drop_second_copies() {
    const auto order = [](const RavdessFile& file) {
      return std::make_tuple(format_ravdess_name(file.name), rank_of_format(file.path),
                             std::distance(file.path.begin(), file.path.end()), file.path);
    };
    auto& all = files_.recordings;
    std::sort(all.begin(), all.end(),
              [&](const RavdessFile& a, const RavdessFile& b) { return order(a) < order(b); });
    std::vector<RavdessFile> kept;
    int64_t num_dropped = 0;
    std::string example;
    for (RavdessFile& file : all) {
      if (!kept.empty() && format_ravdess_name(kept.back().name) == format_ravdess_name(file.name)) {
        if (num_dropped++ == 0) example = kept.back().path.string() + ", not " + file.path.string();
      } else {
        kept.push_back(std::move(file));
      }
    }
    all = std::move(kept);
    if (num_dropped > 0) {
      files_.notes.push_back(fmt::format(
          "Left out: {} with a recording that lies there under the same name once more; taken is {}",
          count_of(num_dropped, "file"), example));
    }
  }

  void note_what_was_left_out() {
    if (strays_.num_files > 0)
      files_.warnings.push_back(
          fmt::format("Left out: {}; name the folders Actor_01/ to Actor_24/", describe_strays()));
    if (num_of_other_modality_ > 0) {
      files_.notes.push_back(fmt::format("Left out: {} with more than sound (another modality than 03)",
                                         count_of(num_of_other_modality_, "file")));
    }
    if (num_of_other_channel_ > 0) {
      files_.notes.push_back(fmt::format("Left out: {} of {}, as data.audio.vocal_channel: {} says",
                                         count_of(num_of_other_channel_, "recording"),
                                         audio_.vocal_channel == "speech" ? "song" : "speech",
                                         audio_.vocal_channel));
    }
    if (num_of_calm_ > 0) {
      files_.notes.push_back(fmt::format("Left out: {} of calm, as data.audio.calm: drop says",
                                         count_of(num_of_calm_, "recording")));
    }
  }

  void describe_layout() {
    std::set<std::string> kinds;
    for (const RavdessFile& file : files_.recordings) {
      const fs::path folder = file.path.parent_path();
      if (folder.empty()) {
        kinds.insert("recordings in one folder");
      } else if (is_outer_folder(folder.begin()->string())) {
        kinds.insert(folder.begin()->string() + "/");
      } else {
        kinds.insert("folders Actor_NN/");
      }
    }
    for (const std::string& kind : kinds) files_.layout += (files_.layout.empty() ? "" : " and ") + kind;
  }

  void sort_all() {
    std::sort(files_.recordings.begin(), files_.recordings.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    std::sort(files_.bad.begin(), files_.bad.end(),
              [](const auto& a, const auto& b) { return a.source_id < b.source_id; });
    std::sort(files_.ignored.begin(), files_.ignored.end());
  }

  fs::path root_;
  AudioConfig audio_;
  RavdessFiles files_;
  Strays strays_;
  std::string example_of_other_modality_;
  int64_t num_of_other_modality_ = 0, num_of_other_channel_ = 0, num_of_calm_ = 0;
};

}  // namespace

RavdessFiles list_ravdess_files(const fs::path& root, const AudioConfig& audio) {
  return Lister(root, audio).take();
}

}  // namespace affekt
