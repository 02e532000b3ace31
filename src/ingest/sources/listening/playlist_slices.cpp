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
};

/// {"info": ..., "playlists": [{"pid": 0, "tracks": [{"pos": 0, "track_name": ...}, ...], ...}, ...]}
class SliceReader : public JsonEvents {
 public:
  explicit SliceReader(ListeningLog& log) : log_(log), streams_(log.streams) {}

  void begin_slice(const std::string& name) {
    slice_ = name;
    depth_ = 0;
    has_playlists_ = false;
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
      tracks_.clear();
      pid_.reset();
    } else if (depth_ == kInTrack && in_tracks_) {
      tracks_.emplace_back();
    }
  }
  void end_object() override {
    if (depth_ == kInPlaylist && in_playlists_) take_playlist();
    --depth_;
  }
  void begin_array() override {
    ++depth_;
    if (depth_ == kInPlaylists && key_ == "playlists") in_playlists_ = has_playlists_ = true;
    if (depth_ == kInTracks && in_playlists_ && key_ == "tracks") in_tracks_ = true;
  }
  void end_array() override {
    if (depth_ == kInPlaylists) in_playlists_ = false;
    if (depth_ == kInTracks) in_tracks_ = false;
    --depth_;
  }
  void key(std::string& name) override { key_ = std::move(name); }
  void text(std::string& value) override {
    if (!is_in_track()) return;
    PlaylistTrack& track = tracks_.back();
    if (key_ == "artist_name") track.artist = std::move(value);
    if (key_ == "track_name") track.title = std::move(value);
    if (key_ == "track_uri") track.uri = std::move(value);
  }
  void number(double value) override {
    if (is_in_track() && key_ == "pos") tracks_.back().position = value;
    if (depth_ == kInPlaylist && in_playlists_ && key_ == "pid") pid_ = value;
  }

  int64_t num_plays() const { return num_plays_; }
  int64_t num_empty() const { return num_empty_; }
  int64_t num_bad_playlists() const { return num_bad_playlists_; }

 private:
  static constexpr int kInPlaylists = 2, kInPlaylist = 3, kInTracks = 4, kInTrack = 5;

  bool is_in_track() const { return depth_ == kInTrack && in_tracks_; }

  void take_playlist() {
    const bool has_pid = pid_ && *pid_ >= 0 && *pid_ == std::floor(*pid_) && *pid_ < 1e15;
    if (!has_pid) {
      refuse_playlist(slice_, "a playlist without pid got; its number expected");
      return;
    }
    const std::string pid = fmt::format("{:.0f}", *pid_);
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
    const std::string fault = song.fault();
    if (!fault.empty()) {
      log_.bad.push_back({fmt::format("{}, playlist {}, track {}", slice_, pid, i), fault});
      return;
    }
    const bool has_id = begins_with(track.uri, "spotify:track:");
    const std::string_view id = has_id ? strip_spotify_prefix(track.uri) : std::string_view();
    const double position = track.position.value_or(static_cast<double>(i));
    log_.plays.push_back({stream, log_.songs.add(song.artist, song.title, id), std::llround(position)});
  }

  ListeningLog& log_;
  StreamNumbers streams_;
  std::string slice_, key_;
  int depth_ = 0;
  bool in_playlists_ = false, in_tracks_ = false, has_playlists_ = false;
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
