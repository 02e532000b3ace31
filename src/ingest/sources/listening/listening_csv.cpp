#include "ingest/sources/listening/listening_csv.h"

#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "core/error.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "ingest/sources/songs/song_columns.h"
#include "ingest/sources/songs/song_text.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

const std::vector<const char*> kSequenceAliases = {"seqid", "sequenceid"};
const std::vector<const char*> kPositionAliases = {"pos", "position"};
const std::vector<const char*> kArtistAliases = {"artist", "artistname"};
const std::vector<const char*> kTitleAliases = {"track", "trackname", "title"};

struct PlayColumns {
  size_t sequence = 0, position = 0, artist = 0, title = 0;
  std::optional<size_t> source, id, feature_id;
};

PlayColumns find_play_columns(const std::vector<std::string>& header, const std::string& where) {
  const ColumnFinder finder(header, where);
  PlayColumns columns;
  columns.sequence = finder.require(kSequenceAliases, "a column seq_id with the number of the sequence");
  columns.position = finder.require(kPositionAliases, "a column pos with the place in the sequence");
  columns.artist = finder.require(kArtistAliases, "a column artist");
  columns.title = finder.require(kTitleAliases, "a column track with the song's title");
  columns.source = finder.find({"source"});
  columns.id = finder.find({"sourcetrackid", "trackid"});
  columns.feature_id = finder.find({"spotifyidwithfeatures", "spotifyid"});
  return columns;
}

/// One record, as it stands in the file.
struct PlayRecord {
  std::string_view sequence, position, artist, title, source, id, feature_id;
  std::string fault;
};

std::vector<PlayRecord> read_play_records(const CsvFile& file, const PlayColumns& columns) {
  std::vector<PlayRecord> records(static_cast<size_t>(file.num_records()));
  file.for_each_record(
      "plays", [&](int64_t i, const std::vector<std::string_view>& fields, const std::string& fault) {
        PlayRecord& record = records[static_cast<size_t>(i)];
        record.fault = fault;
        if (!fault.empty()) return;
        const auto field = [&](const std::optional<size_t>& column) {
          return column ? fields[*column] : std::string_view();
        };
        record = {
            field(columns.sequence), field(columns.position), field(columns.artist),     field(columns.title),
            field(columns.source),   field(columns.id),       field(columns.feature_id), ""};
      });
  return records;
}

std::string unquote_trimmed(std::string_view field) {
  const std::string text = unquote_csv_field(field);
  return to_valid_utf8(trim_blanks(text));
}

class CsvPlays {
 public:
  CsvPlays(const CsvFile& file, std::string part) : file_(file), part_(std::move(part)) {}

  void count_sources(const std::vector<PlayRecord>& records) {
    for (const PlayRecord& record : records)
      if (record.fault.empty()) ++num_of_source_[unquote_trimmed(record.source)];
  }

  void check_part(const std::string& path, bool has_sources) const {
    if (part_.empty() || num_of_source_.count(part_) > 0) return;
    if (!has_sources)
      throw DataError(fmt::format(
          "{}: data.listening.part is '{}', but there is no column source; leave the key out", path, part_));
    std::string known;
    constexpr size_t kMostListed = 10;
    size_t num_listed = 0;
    for (const auto& [source, count] : num_of_source_) {
      if (++num_listed > kMostListed) break;
      known +=
          fmt::format("{}{} ({})", known.empty() ? "" : ", ", show_field(source), count_of(count, "play"));
    }
    throw DataError(fmt::format("{}: data.listening.part: no play has the source '{}'; there are {}{}", path,
                                part_, known.empty() ? "none" : known,
                                num_of_source_.size() > kMostListed ? " and others" : ""));
  }

  void take(const PlayRecord& record, int64_t index) {
    std::string fault = record.fault;
    const std::string source = unquote_trimmed(record.source);
    if (fault.empty() && !part_.empty() && source != part_) {
      ++num_of_other_parts_;
      return;
    }
    ++num_plays_;
    if (fault.empty()) fault = take_play(record, source);
    if (!fault.empty()) log_.bad.push_back({file_.source_id(index), fault});
  }

  ListeningLog finish() {
    log_.counts = {{"plays_in_source", num_plays_}, {"plays_of_other_parts", num_of_other_parts_}};
    return std::move(log_);
  }

 private:
  std::string take_play(const PlayRecord& record, const std::string& source) {
    const std::string sequence = unquote_trimmed(record.sequence),
                      position = unquote_trimmed(record.position);
    if (sequence.empty()) return "a seq_id expected, an empty field got";
    int64_t place = 0;
    const auto [end, error] = std::from_chars(position.data(), position.data() + position.size(), place);
    if (error != std::errc() || end != position.data() + position.size())
      return fmt::format("pos: a whole number expected, '{}' got", show_field(position));
    const PlayedSong song = clean_song(unquote_csv_field(record.artist), unquote_csv_field(record.title));
    const std::string missing = song.fault();
    if (!missing.empty()) return missing;
    const bool has_one_source = !part_.empty() || num_of_source_.size() == 1;
    const int32_t stream = streams_.find(has_one_source ? sequence : source + "/" + sequence);
    const int32_t name = log_.songs.add(song.artist, song.title, unquote_trimmed(record.id));
    log_.songs.add_feature_id(name, strip_spotify_prefix(unquote_trimmed(record.feature_id)));
    log_.plays.push_back({stream, name, place});
    return "";
  }

  const CsvFile& file_;
  const std::string part_;
  std::map<std::string, int64_t> num_of_source_;
  ListeningLog log_{SongIdentity::kName};
  StreamNumbers streams_{log_.streams};
  int64_t num_plays_ = 0, num_of_other_parts_ = 0;
};

}  // namespace

ListeningLog read_listening_csv(const std::filesystem::path& path, const std::string& part) {
  const CsvFile file(path);
  const PlayColumns columns =
      find_play_columns(file.header(), fmt::format("{}:{}", path.string(), file.header_slice().line));
  file.refuse_if_cut_short();
  const std::vector<PlayRecord> records = read_play_records(file, columns);
  CsvPlays plays(file, part);
  plays.count_sources(records);
  plays.check_part(path.string(), columns.source.has_value());
  for (size_t i = 0; i < records.size(); ++i) plays.take(records[i], static_cast<int64_t>(i));
  return plays.finish();
}

bool is_listening_header(const std::vector<std::string>& header) {
  try {
    find_play_columns(header, "");
    return true;
  } catch (const DataError&) {
    return false;
  }
}

}  // namespace affekt
