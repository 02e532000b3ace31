#include "server/profile_store.h"

#include <algorithm>
#include <utility>

#include "config/field_visitor.h"
#include "config/write/write_document.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/writable_folder.h"
#include "playlist/song_index.h"

namespace affekt {
namespace {

constexpr size_t kMostNames = 10000;  // as listener_profile.cpp has it

void remove_name(std::vector<std::string>& names, const std::string& name) {
  const std::string key = make_name_key(name);
  names.erase(std::remove_if(names.begin(), names.end(),
                             [&](const std::string& one) { return make_name_key(one) == key; }),
              names.end());
}

void add_name(std::vector<std::string>& names, const std::string& name) {
  if (names.size() >= kMostNames)
    throw ConfigError("the profile holds " + std::to_string(kMostNames) + " names, as many as it can");
  names.push_back(name);
}

void apply(const ThumbVote& vote, ListenerProfile& profile) {
  auto& liked = vote.is_artist ? profile.like.artists : profile.like.songs;
  auto& disliked = vote.is_artist ? profile.dislike.artists : profile.dislike.songs;
  remove_name(liked, vote.name);
  remove_name(disliked, vote.name);
  if (vote.thumb != Thumb::kNone) add_name(vote.thumb == Thumb::kUp ? liked : disliked, vote.name);
}

std::filesystem::path folder_of_profile(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace

ProfileStore::ProfileStore(std::filesystem::path path) : path_(std::move(path)) {
  if (path_.empty()) return;
  if (std::filesystem::exists(path_)) profile_ = read_listener_profile(path_);
  if (!std::filesystem::is_directory(folder_of_profile(path_)))
    throw ArtifactError(path_.string() + ": there is no such folder; make it, or name another --profile");
  require_writable_folder(folder_of_profile(path_),
                          "thumbs go into the profile: name another file with --profile");
}

ListenerProfile ProfileStore::profile() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return profile_;
}

ListenerProfile ProfileStore::vote(const ThumbVote& vote) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ListenerProfile changed =
      is_kept() && std::filesystem::exists(path_) ? read_listener_profile(path_) : profile_;
  apply(vote, changed);
  if (is_kept()) {
    write_text_atomically(
        path_, "# What a listener likes and does not want to hear: affekt recommend, affekt serve.\n" +
                   write_document([&](FieldVisitor& v) { changed.describe(v); }));
  }
  profile_ = changed;
  return changed;
}

}  // namespace affekt
