// The listener's profile while the server runs: read once, changed by thumbs, kept in its file.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "playlist/listener_profile.h"

namespace affekt {

enum class Thumb { kUp, kDown, kNone };

/// A thumb for an artist or for a song.
struct ThumbVote {
  bool is_artist = false;
  std::string name;  // of the artist; the song's Spotify id, or "artist - title"
  Thumb thumb = Thumb::kNone;
};

/// Thread-safe.
class ProfileStore {
 public:
  /// @param path  need not exist yet; empty: the profile lives as long as the server
  /// @throws ConfigError    as read_listener_profile
  /// @throws ArtifactError  nothing can be written there
  explicit ProfileStore(std::filesystem::path path);

  bool is_kept() const { return !path_.empty(); }
  ListenerProfile profile() const;
  /// Up: liked, and disliked no more; down the other way round; none: neither. The file is read before, so
  /// that what somebody wrote into it meanwhile stays (but for comments), and then replaced as a whole.
  /// @throws ConfigError  the file can't be read any more, or the list is full; nothing is changed
  ListenerProfile vote(const ThumbVote& vote);

 private:
  const std::filesystem::path path_;
  mutable std::mutex mutex_;
  ListenerProfile profile_;
};

}  // namespace affekt
