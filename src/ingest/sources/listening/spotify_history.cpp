#include "ingest/sources/listening/spotify_history.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/text/affix.h"
#include "core/text/text.h"
#include "ingest/sources/listening/iso_time.h"
#include "ingest/sources/listening/json_events.h"
#include "ingest/sources/songs/song_text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr int32_t kNoTrack = -1;

/// Of one record, what may be kept.
struct HistoryRecord {
  std::optional<int64_t> time, ms_played;
  std::string artist, title, uri;
  bool has_ended_by_itself = false, is_skipped = false, is_shuffled = false;
};

struct HistoryPlay {
  int64_t time = 0, ms_played = 0;
  int32_t name = kNoTrack;
  bool has_ended_by_itself = false, is_skipped = false, is_shuffled = false;

  auto identity() const { return std::make_tuple(time, name, ms_played); }
};

/// [{"ts": "...", "ms_played": 1234, ...}, ...]
class HistoryReader : public JsonEvents {
 public:
  explicit HistoryReader(ListeningLog& log) : log_(log) {}

  void begin_file(const std::string& name) {
    file_ = name;
    depth_ = 0;
    record_in_file_ = 0;
    is_list_ = false;
  }
  void end_file(const fs::path& path) const {
    if (!is_list_)
      throw DataError(
          path.string() +
          ": a list of Spotify's records ([{\"ts\": ..., \"ms_played\": ...}, ...]) expected, JSON of "
          "another kind got");
  }

  void begin_object() override {
    if (++depth_ != kInRecord) return;
    record_ = {};
    is_record_ = is_list_;
  }
  void end_object() override {
    if (depth_-- == kInRecord && is_record_) end_record(take_record());
  }
  void begin_array() override {
    if (++depth_ == 1) is_list_ = true;
    if (depth_ == kInRecord) is_record_ = false;
  }
  void end_array() override {
    if (depth_-- == kInRecord) refuse_value("a list");
  }
  void nothing() override { refuse_value("null"); }
  void key(std::string& name) override { field_ = depth_ == kInRecord ? find_field(name) : Field::kOther; }
  void text(std::string& value) override {
    refuse_value("a text");
    if (depth_ != kInRecord) return;
    if (field_ == Field::kTime) record_.time = parse_iso_time(value);
    if (field_ == Field::kArtist) record_.artist = std::move(value);
    if (field_ == Field::kTitle) record_.title = std::move(value);
    if (field_ == Field::kUri) record_.uri = std::move(value);
    if (field_ == Field::kReasonEnd) record_.has_ended_by_itself = value == "trackdone";
  }
  void number(double value) override {
    refuse_value("a number");
    if (depth_ != kInRecord) return;
    const bool is_whole = value >= 0 && value <= 1e12 && value == std::floor(value);
    if (field_ == Field::kMsPlayed && is_whole) record_.ms_played = static_cast<int64_t>(value);
    if (field_ == Field::kSkipped) record_.is_skipped = value != 0;
  }
  void flag(bool value) override {
    refuse_value("true or false");
    if (depth_ != kInRecord) return;
    if (field_ == Field::kSkipped) record_.is_skipped = value;
    if (field_ == Field::kShuffle) record_.is_shuffled = value;
  }

  std::vector<HistoryPlay> plays;  // in the order of the files
  int64_t num_records = 0;

 private:
  enum class Field { kOther, kTime, kMsPlayed, kArtist, kTitle, kUri, kReasonEnd, kSkipped, kShuffle };
  static constexpr int kInRecord = 2;

  static Field find_field(const std::string& name) {
    constexpr std::pair<const char*, Field> kFields[] = {
        {"ts", Field::kTime},
        {"ms_played", Field::kMsPlayed},
        {"master_metadata_album_artist_name", Field::kArtist},
        {"master_metadata_track_name", Field::kTitle},
        {"spotify_track_uri", Field::kUri},
        {"reason_end", Field::kReasonEnd},
        {"skipped", Field::kSkipped},
        {"shuffle", Field::kShuffle}};
    for (const auto& [known, field] : kFields)
      if (name == known) return field;
    return Field::kOther;
  }

  void end_record(const std::string& fault) {
    ++num_records;
    if (!fault.empty()) log_.bad.push_back({fmt::format("{}, record {}", file_, record_in_file_), fault});
    ++record_in_file_;
  }

  /// A value that stands in the list itself, where a record belongs.
  void refuse_value(const char* what) {
    if (depth_ + 1 == kInRecord && is_list_)
      end_record(fmt::format("a record ({{\"ts\": ...}}) expected, {} got", what));
  }

  /// @return what is wrong with it, without its content: it is personal
  std::string take_record() {
    if (!record_.time) return "ts: a time such as 2021-03-04T05:06:07Z expected, something else got";
    if (!record_.ms_played) return "ms_played: a whole number from 0 expected, something else got";
    HistoryPlay play;
    play.time = *record_.time;
    play.ms_played = *record_.ms_played;
    play.has_ended_by_itself = record_.has_ended_by_itself;
    play.is_skipped = record_.is_skipped;
    play.is_shuffled = record_.is_shuffled;
    const PlayedSong song = clean_song(record_.artist, record_.title);
    if (!song.artist.empty() || !song.title.empty()) {
      const std::string fault = song.fault();
      if (!fault.empty()) return fault;
      const bool has_id = begins_with(record_.uri, "spotify:track:");
      play.name = log_.songs.add(song.artist, song.title,
                                 has_id ? strip_spotify_prefix(record_.uri) : std::string_view());
    }
    plays.push_back(play);
    return "";
  }

  ListeningLog& log_;
  std::string file_;
  int depth_ = 0;
  int64_t record_in_file_ = 0;
  bool is_list_ = false, is_record_ = false;
  Field field_ = Field::kOther;
  HistoryRecord record_;
};

/// Of equal ones the first stays. @return how many were taken away
int64_t remove_repeated_plays(std::vector<HistoryPlay>& plays) {
  const auto is_before = [](const HistoryPlay& a, const HistoryPlay& b) {
    return a.identity() < b.identity();
  };
  const auto is_same = [](const HistoryPlay& a, const HistoryPlay& b) {
    return a.identity() == b.identity();
  };
  std::stable_sort(plays.begin(), plays.end(), is_before);
  const auto end = std::unique(plays.begin(), plays.end(), is_same);
  const auto count = plays.end() - end;
  plays.erase(end, plays.end());
  return count;
}

void take_plays(std::vector<HistoryPlay> plays, const SpotifyOptions& options, ListeningLog& log) {
  int64_t num_without_track = 0, num_too_short = 0, num_skipped = 0, num_shuffled = 0;
  const int64_t num_repeated = remove_repeated_plays(plays);
  for (const HistoryPlay& play : plays) {
    const bool is_long = static_cast<double>(play.ms_played) >= 1000 * options.min_played_seconds;
    if (play.name == kNoTrack) {
      ++num_without_track;
    } else if (play.ms_played == 0 || (!is_long && !play.has_ended_by_itself)) {
      ++num_too_short;
    } else {
      num_skipped += play.is_skipped ? 1 : 0;
      num_shuffled += play.is_shuffled ? 1 : 0;
      log.plays.push_back({0, play.name, play.time});
    }
  }
  log.counts["repeated_plays"] = num_repeated;
  log.counts["plays_without_track"] = num_without_track;
  log.counts["plays_too_short"] = num_too_short;
  log.counts["plays_skipped"] = num_skipped;
  log.counts["plays_shuffled"] = num_shuffled;
}

}  // namespace

ListeningLog read_spotify_history(const std::vector<fs::path>& files, const SpotifyOptions& options) {
  ListeningLog log(SongIdentity::kNameOrId);
  log.has_times = true;
  log.streams = {kSpotifyStreamName};
  HistoryReader reader(log);
  for (const fs::path& file : files) {
    throw_if_interrupted("preparing the data");
    reader.begin_file(to_valid_utf8(file.filename().string()));
    read_json_events(file, reader);
    reader.end_file(file);
  }
  log.counts = {{"plays_in_source", reader.num_records}, {"files", files.size()}};
  take_plays(std::move(reader.plays), options, log);
  return log;
}

}  // namespace affekt
