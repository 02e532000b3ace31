#include "ingest/sources/listening/playlist_slices.h"

#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/text/affix.h"
#include "core/text/text.h"
#include "ingest/sources/listening/json_events.h"
#include "ingest/sources/songs/song_text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

struct PlaylistTrack {
  std::string artist, title, uri;
  std::optional<double> position;
  const char* instead = nullptr;  // what stands in the place of a track, if it is none
};

/// {"info": ..., "playlists": [{"pid": 0, "tracks": [{"pos": 0, "track_name": ...}, ...], ...}, ...]}
class SliceReader : public JsonEvents {
 public:
  explicit SliceReader(ListeningLog& log) : log_(log), streams_(log.streams) {}

  void begin_slice(const std::string& name) {
    slice_ = name;
    depth_ = 0;
    has_playlists_ = in_playlists_ = in_playlist_ = in_tracks_ = in_track_ = false;
    key_.clear();
    place_ = 0;
  }
  void end_slice(const fs::path& path) const {
    if (!has_playlists_)
      throw DataError(
          path.string() +
          ": a slice of the Million Playlist Dataset expected, an object with \"playlists\"; JSON of "
          "another kind got");
  }

  void begin_object() override {
    ++depth_;
    if (depth_ == kInPlaylist && in_playlists_) {
      in_playlist_ = true;
      tracks_.clear();
      pid_.reset();
      instead_of_tracks_ = nullptr;
    } else if (depth_ == kInTracks && in_playlist_ && key_ == "tracks") {
      instead_of_tracks_ = "an object";
    } else if (depth_ == kInTrack && in_tracks_) {
      tracks_.emplace_back();
      in_track_ = true;
    }
  }
  void end_object() override {
    if (depth_ == kInTrack) in_track_ = false;
    if (depth_ == kInPlaylist && in_playlist_) {
      take_playlist();
      in_playlist_ = false;
      ++place_;
    }
    --depth_;
  }
  void begin_array() override {
    ++depth_;
    if (depth_ == kInPlaylists && key_ == "playlists") in_playlists_ = has_playlists_ = true;
    if (depth_ == kInTracks && in_playlist_ && key_ == "tracks") in_tracks_ = true;
  }
  void end_array() override {
    if (depth_ == kInPlaylists) in_playlists_ = false;
    if (depth_ == kInTracks) in_tracks_ = false;
    --depth_;
    take_other(kList);
  }
  void key(std::string& name) override { key_ = std::move(name); }
  void nothing() override { take_other("null"); }
  void flag(bool) override { take_other("true or false"); }
  void text(std::string& value) override {
    take_other("a text");
    if (!is_in_track()) return;
    PlaylistTrack& track = tracks_.back();
    if (key_ == "artist_name") track.artist = std::move(value);
    if (key_ == "track_name") track.title = std::move(value);
    if (key_ == "track_uri") track.uri = std::move(value);
  }
  void number(double value) override {
    take_other("a number");
    if (is_in_track() && key_ == "pos") tracks_.back().position = value;
    if (depth_ == kInPlaylist && in_playlist_ && key_ == "pid") pid_ = value;
  }

  int64_t num_plays() const { return num_plays_; }
  int64_t num_empty() const { return num_empty_; }
  int64_t num_bad_playlists() const { return num_bad_playlists_; }

 private:
  static constexpr char kList[] = "a list";
  static constexpr int kInPlaylists = 2, kInPlaylist = 3, kInTracks = 4, kInTrack = 5;

  bool is_in_track() const { return depth_ == kInTrack && in_track_; }

  /// A value that is no object: does it stand in the place of a playlist, of the tracks, or of a track?
  void take_other(const char* what) {
    if (depth_ == kInPlaylists && in_playlists_) {
      refuse_playlist(fmt::format("{}, playlist at place {}", slice_, place_),
                      fmt::format("a playlist ({{\"pid\": ..., \"tracks\": [...]}}) expected, {} got", what));
      ++place_;
    } else if (depth_ == kInPlaylist && in_playlist_ && key_ == "tracks" && what != kList) {
      instead_of_tracks_ = what;
    } else if (depth_ == kInTracks && in_tracks_) {
      tracks_.emplace_back();
      tracks_.back().instead = what;
    }
  }

  void take_playlist() {
    const bool has_pid = pid_ && *pid_ >= 0 && *pid_ == std::floor(*pid_) && *pid_ < 1e15;
    if (!has_pid) {
      refuse_playlist(fmt::format("{}, playlist at place {}", slice_, place_),
                      "a playlist without pid got; its number expected");
      return;
    }
    const std::string pid = fmt::format("{:.0f}", *pid_);
    if (instead_of_tracks_ != nullptr) {
      refuse_playlist(fmt::format("{}, playlist {}", slice_, pid),
                      fmt::format("a list of tracks expected, {} got", instead_of_tracks_));
      return;
    }
    if (tracks_.empty()) {
      ++num_empty_;
      return;
    }
    bool is_new = false;
    const int32_t stream = streams_.find(pid, &is_new);
    if (!is_new) {
      refuse_playlist(fmt::format("{}, playlist {}", slice_, pid),
                      "a pid of its own expected, one that came before got");
      return;
    }
    num_plays_ += static_cast<int64_t>(tracks_.size());
    for (size_t i = 0; i < tracks_.size(); ++i) take_track(i, stream, pid);
  }

  void refuse_playlist(const std::string& where, const std::string& reason) {
    ++num_bad_playlists_;
    log_.bad.push_back({where, reason});
  }

  void take_track(size_t i, int32_t stream, const std::string& pid) {
    const PlaylistTrack& track = tracks_[i];
    const PlayedSong song = clean_song(track.artist, track.title);
    const std::string fault = find_fault(track, song);
    if (!fault.empty()) {
      log_.bad.push_back({fmt::format("{}, playlist {}, track {}", slice_, pid, i), fault});
      return;
    }
    const bool has_id = begins_with(track.uri, "spotify:track:");
    const std::string_view id = has_id ? strip_spotify_prefix(track.uri) : std::string_view();
    log_.plays.push_back(
        {stream, log_.songs.add(song.artist, song.title, id), std::llround(*track.position)});
  }

  static std::string find_fault(const PlaylistTrack& track, const PlayedSong& song) {
    if (track.instead != nullptr) return fmt::format("a track ({{...}}) expected, {} got", track.instead);
    const std::string fault = song.fault();
    if (!fault.empty()) return fault;
    const std::optional<double>& place = track.position;
    if (!place || *place < 0 || *place > 1e15 || *place != std::floor(*place))
      return "pos: a whole number from 0 expected, something else or nothing got";
    return "";
  }

  ListeningLog& log_;
  StreamNumbers streams_;
  std::string slice_, key_;
  int depth_ = 0;
  int64_t place_ = 0;  // of the playlist in its slice
  bool has_playlists_ = false, in_playlists_ = false, in_playlist_ = false, in_tracks_ = false,
       in_track_ = false;
  const char* instead_of_tracks_ = nullptr;
  std::optional<double> pid_;
  std::vector<PlaylistTrack> tracks_;
  int64_t num_plays_ = 0, num_empty_ = 0, num_bad_playlists_ = 0;
};

}  // namespace

ListeningLog read_playlist_slices(const std::vector<fs::path>& slices) {
  ListeningLog log(SongIdentity::kNameOrId);
  SliceReader reader(log);
  ProgressBar progress("Reading playlists", static_cast<int64_t>(slices.size()), "slices");
  for (const fs::path& slice : slices) {
    throw_if_interrupted("preparing the data");
    reader.begin_slice(to_valid_utf8(slice.filename().string()));
    read_json_events(slice, reader);
    reader.end_slice(slice);
    progress.advance();
  }
  progress.finish();
  log.counts = {{"plays_in_source", reader.num_plays()},
                {"slices", slices.size()},
                {"bad_playlists", reader.num_bad_playlists()},
                {"streams_without_plays", reader.num_empty()}};
  return log;
}

}  // namespace affekt
