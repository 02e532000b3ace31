#include "ingest/prepare_listening.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/error.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "ingest/audit/sequence_audit.h"
#include "ingest/bad_samples.h"
#include "ingest/demo/demo_folder.h"
#include "ingest/sources/listening/iso_time.h"
#include "ingest/sources/listening/lastfm_log.h"
#include "ingest/sources/listening/listening_catalogue.h"
#include "ingest/sources/listening/listening_csv.h"
#include "ingest/sources/listening/listening_files.h"
#include "ingest/sources/listening/listening_sessions.h"
#include "ingest/sources/listening/listening_split.h"
#include "ingest/sources/listening/playlist_slices.h"
#include "ingest/sources/listening/spotify_history.h"
#include "ingest/sources/listening/stream_order.h"
#include "ingest/sources/source_table.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr int kListeningIngestRevision = 1;  // raise it when the rules give other sequences than before

std::string describe_listening_options(const DataConfig& config, ListeningLayout layout) {
  nlohmann::json options = list_cache_options(config, config.path, kListeningIngestRevision);
  options["layout"] = layout_name(layout);
  const bool has_times = layout == ListeningLayout::kLastfm || layout == ListeningLayout::kSpotifyHistory;
  if (!has_times) options.erase("session_gap_minutes");
  if (layout != ListeningLayout::kSpotifyHistory) options.erase("min_played_seconds");
  return to_json_text(options);
}

ListeningLog read_log(const ListeningFiles& files, const ListeningDataConfig& config) {
  switch (files.layout) {
    case ListeningLayout::kCsv:
      return read_listening_csv(files.log.front(), config.part);
    case ListeningLayout::kLastfm:
      return read_lastfm_log(files.log.front());
    case ListeningLayout::kPlaylistSlices:
      return read_playlist_slices(files.log);
    case ListeningLayout::kSpotifyHistory:
      return read_spotify_history(files.log, {config.min_played_seconds});
  }
  AFFEKT_CHECK(false, "no such layout");
}

/// A sentence for each rule that shaped the data.
nlohmann::json list_rules(const ListeningDataConfig& config, ListeningLayout layout, bool has_times) {
  nlohmann::json rules = nlohmann::json::array();
  rules.push_back(
      layout == ListeningLayout::kCsv
          ? "A song is its artist and title, in lower case and without blanks around them."
          : "A song is its artist and title, in lower case and without blanks around them; names that come "
            "with one id are one song.");
  if (layout == ListeningLayout::kSpotifyHistory)
    rules.push_back(fmt::format("A play that ended before {:g} s, and not with the song's end, is left out.",
                                config.min_played_seconds));
  if (has_times && config.session_gap_minutes > 0)
    rules.push_back(
        fmt::format("A pause of more than {:g} minutes begins a new session.", config.session_gap_minutes));
  if (config.min_song_plays > 1)
    rules.push_back(
        fmt::format("Songs with fewer than {} plays in the whole source are left out, counted before the "
                    "split.",
                    config.min_song_plays));
  if (config.min_session_plays > 1)
    rules.push_back(fmt::format("{} of fewer than {} plays are left out.", has_times ? "Sessions" : "Streams",
                                config.min_session_plays));
  rules.push_back(describe_listening_split(config, has_times));
  if (config.session_plays > 0)
    rules.push_back(fmt::format("Training sequences are cut into pieces of {} plays.", config.session_plays));
  return rules;
}

/// Which songs training sequences play. [V]
std::vector<bool> list_warm_songs(const ListeningSequences& sequences, int64_t num_songs) {
  std::vector<bool> is_warm(static_cast<size_t>(num_songs), false);
  for (size_t i = 0; i < sequences.streams.size(); ++i)
    for (int64_t play = sequences.offsets[i];
         play < sequences.offsets[i + 1] && sequences.splits[i] == Split::kTrain; ++play)
      is_warm[static_cast<size_t>(sequences.songs[static_cast<size_t>(play)])] = true;
  return is_warm;
}

nlohmann::json describe_one_split(const ListeningSequences& sequences, Split split,
                                  const std::vector<bool>& is_warm) {
  std::vector<bool> is_played(is_warm.size(), false);
  int64_t num_sequences = 0, num_plays = 0, num_cold_plays = 0, num_songs = 0, num_cold_songs = 0;
  std::optional<int64_t> from, to;
  for (size_t i = 0; i < sequences.streams.size(); ++i) {
    if (sequences.splits[i] != split) continue;
    ++num_sequences;
    num_plays += sequences.offsets[i + 1] - sequences.offsets[i];
    for (int64_t p = sequences.offsets[i]; p < sequences.offsets[i + 1]; ++p) {
      const auto play = static_cast<size_t>(p), song = static_cast<size_t>(sequences.songs[play]);
      num_cold_plays += is_warm[song] ? 0 : 1;
      if (!is_played[song]) ++(is_warm[song] ? num_songs : num_cold_songs);
      is_played[song] = true;
      if (sequences.times.empty()) continue;
      from = std::min(from.value_or(sequences.times[play]), sequences.times[play]);
      to = std::max(to.value_or(sequences.times[play]), sequences.times[play]);
    }
  }
  nlohmann::json described = {{"sequences", num_sequences},
                              {"plays", num_plays},
                              {"songs", num_songs + num_cold_songs},
                              {"cold_plays", num_cold_plays},
                              {"cold_songs", num_cold_songs},
                              {"from", nullptr},
                              {"to", nullptr}};
  if (from) described["from"] = format_iso_time(*from);
  if (to) described["to"] = format_iso_time(*to);
  return described;
}

nlohmann::json describe_splits(const ListeningSequences& sequences, int64_t num_songs) {
  const std::vector<bool> is_warm = list_warm_songs(sequences, num_songs);
  nlohmann::json splits;
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest})
    splits[split_name(split)] = describe_one_split(sequences, split, is_warm);
  return splits;
}

/// One line for each rule that did something.
void log_listening(const nlohmann::json& about, const std::string& layout) {
  const nlohmann::json& counts = about.at("counts");
  const auto count = [&](const char* key) { return counts.value(key, int64_t{0}); };
  std::string text = fmt::format("listening ({}): {} of {} in {}", layout, count_of(count("plays"), "play"),
                                 count_of(count("songs"), "song"), count_of(count("streams"), "stream"));
  const std::vector<std::pair<const char*, const char*>> lines = {
      {"plays_of_other_parts", "plays of other parts (data.listening.part)"},
      {"repeated_plays", "plays that stand twice, taken once"},
      {"plays_without_track", "records without a track (podcasts and the like), left out"},
      {"plays_too_short", "plays ended too early, left out (data.listening.min_played_seconds)"},
      {"plays_out_of_order", "plays out of order, sorted"},
      {"plays_at_one_place", "plays at a place that another one of their stream has, kept in their order"},
      {"streams_newest_first", "streams with their newest play first, turned"},
      {"ids_with_two_names", "ids under two names or more"},
      {"names_with_two_ids", "artists and titles under two ids or more, each taken as one song"},
      {"streams_without_plays", "streams without a play, left out"},
      {"plays_of_rare_songs", "plays of rare songs, left out (data.listening.min_song_plays)"},
      {"plays_of_short_sessions", "plays of short sessions, left out (data.listening.min_session_plays)"},
      {"streams_too_short_to_test", "streams of fewer than three plays, which only train"}};
  for (const auto& [key, meaning] : lines)
    if (count(key) > 0) text += fmt::format("\n  {}: {}", meaning, format_count(count(key)));
  if (const nlohmann::json& features = about.at("features"); !features.is_null())
    text += fmt::format("\n  songs with audio features: {} ({} by id, {} by artist and title)",
                        format_count(features.at("songs_with_features").get<int64_t>()),
                        format_count(features.at("by_id").get<int64_t>()),
                        format_count(features.at("by_name").get<int64_t>()));
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    const nlohmann::json& of = about.at("splits").at(split_name(split));
    text +=
        fmt::format("\n  {}: {} in {}", split_name(split), count_of(of.at("plays").get<int64_t>(), "play"),
                    count_of(of.at("sequences").get<int64_t>(), "sequence"));
    if (split != Split::kTrain)
      text += fmt::format(", {} of songs that are never heard in training",
                          format_count(of.at("cold_plays").get<int64_t>()));
  }
  log_event(LogLevel::kInfo, "listening_read", text, counts);
  log_event(LogLevel::kInfo, "sequences_audited", describe_sequence_audit(about.at("audit")),
            about.at("audit"));
  if (count("train_plays_of_the_future") > 0)
    log_warning(fmt::format(
        "{} in training are later than the first one that validates or tests; data.listening.split: "
        "by_time has none of these",
        count_of(count("train_plays_of_the_future"), "play")));
}

/// data.listening.session_plays rounds up the training part of streams without times.
void warn_of_no_validation(const ListeningDataConfig& config, bool has_times) {
  const bool is_rounded =
      config.split == "by_time" && !has_times && config.session_plays > 0 && config.validation_fraction > 0;
  log_warning(
      is_rounded
          ? fmt::format("no play is in the validation split, so nothing can be chosen by it: "
                        "data.listening.session_plays rounds the training part of each stream up to "
                        "whole pieces of {} plays, and the streams are too short for that; set it to 0",
                        config.session_plays)
          : "no play is in the validation split, so nothing can be chosen by it");
}

/// @throws DataError naming the key that left no play
[[noreturn]] void refuse_no_sessions(const ListeningDataConfig& config, const nlohmann::json& counts,
                                     int64_t num_plays, const std::string& where) {
  const bool are_rare = counts.at("plays_of_rare_songs").get<int64_t>() == num_plays;
  throw DataError(fmt::format("{}: data.listening.{}: {} leaves none of the {}: expected a smaller number",
                              where, are_rare ? "min_song_plays" : "min_session_plays",
                              are_rare ? config.min_song_plays : config.min_session_plays,
                              count_of(num_plays, "play")));
}

/// Everything but the digests of `info`.
ListeningData read_listening_data(const ListeningFiles& files, const DataConfig& config) {
  const ListeningDataConfig& listening = config.listening;
  ListeningLog log = read_log(files, listening);
  const bool has_times = log.has_times;
  nlohmann::json counts = std::move(log.counts), catalogue_counts = nlohmann::json::object();
  counts["bad_plays"] = static_cast<int64_t>(log.bad.size()) - counts.value("bad_playlists", int64_t{0});
  std::vector<BadSample> bad = std::move(log.bad);
  std::optional<RawCatalogue> features;
  if (!files.features.empty()) features = read_listening_features(files.features, bad);
  nlohmann::json about;
  about["skipped"] = apply_bad_sample_policy(bad, config.path, config.on_bad_sample);
  counts["ids_with_two_names"] = log.songs.num_ids_with_two_names();
  counts["names_with_two_ids"] = log.songs.num_names_with_two_ids();

  ListeningData data;
  const ListeningSequences streams = order_streams(log, counts);
  if (streams.num_plays() == 0) throw DataError(config.path + ": plays expected, none got");
  const ListeningSequences sessions = cut_into_sessions(listening, streams, counts);
  if (sessions.num_plays() == 0) refuse_no_sessions(listening, counts, streams.num_plays(), config.path);
  data.sequences = split_sessions(listening, sessions, config.path, counts);
  data.catalogue =
      build_listening_catalogue(log.songs, features ? &*features : nullptr, data.sequences, catalogue_counts);
  const int64_t num_songs = data.catalogue.num_songs();
  if (num_songs < 2)
    throw DataError(fmt::format("{}: at least two songs expected, or there is nothing to choose from; {} got",
                                config.path, count_of(num_songs, "song")));
  SequenceAudit audit = audit_sequences(data.sequences, num_songs);
  data.sequences.has_train_duplicate = std::move(audit.has_train_duplicate);
  data.sequences = cut_training_sequences(std::move(data.sequences), listening.session_plays);

  counts["plays"] = data.sequences.num_plays();
  counts["sequences"] = data.sequences.num_sequences();
  counts["streams"] = data.sequences.stream_names.size();
  counts["songs"] = num_songs;
  about["layout"] = layout_name(files.layout);
  about["part"] = listening.part;
  about["has_times"] = has_times;
  about["rules"] = list_rules(listening, files.layout, has_times);
  about["counts"] = std::move(counts);
  about["features"] = catalogue_counts.value("features", nlohmann::json());
  about["splits"] = describe_splits(data.sequences, num_songs);
  about["audit"] = std::move(audit.findings);
  log_listening(about, describe_layout(files.layout));
  if (about.at("splits").at("validation").at("plays") == 0) warn_of_no_validation(listening, has_times);
  data.about = to_json_text(about);
  return data;
}

ListeningFiles find_checked_files(const DataConfig& config) {
  check_data_path(config);
  return find_listening_files(config);
}

}  // namespace

std::string digest_listening_files(const DataConfig& config) {
  return digest_files(find_checked_files(config).list()).digest;
}

PrepareResult prepare_listening(const DataConfig& config) {
  const auto start = std::chrono::steady_clock::now();
  check_on_bad_sample(config.on_bad_sample);
  const ListeningFiles files = find_checked_files(config);
  check_new_prepared_dir(config.prepared_dir, "listening");
  const CacheKey key{"listening", digest_files(files.list()).digest,
                     describe_listening_options(config, files.layout)};
  ListeningData data;
  const auto read = [&] {
    data = read_listening_data(files, config);
    describe_origin(key, config.path, data.info);
  };
  return find_or_prepare(config.prepared_dir, key, start, read,
                         [&](const fs::path& path) { write_listening(path, data); });
}

}  // namespace affekt
