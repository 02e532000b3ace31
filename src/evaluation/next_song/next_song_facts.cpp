// report.json of a report on next songs.
#include <fmt/format.h>

#include <set>

#include "core/error.h"
#include "evaluation/classification/report_text.h"
#include "evaluation/next_song/next_song_notes.h"
#include "evaluation/next_song/next_song_report.h"
#include "evaluation/next_song/next_song_report_text.h"
#include "evaluation/next_song/next_song_scores.h"
#include "evaluation/report/report_folder.h"
#include "metrics/ranking.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int kNextSongReportSchemaVersion = 1;

void check_next_song_input(const NextSongReportFacts& input) {
  if (input.plays.empty())
    throw DataError(
        fmt::format("the {} split of {} has no play that has another one before it in its stream, so "
                    "there is nothing to predict; bring more plays, or name another split with --split",
                    input.split, input.data.dataset_name));
  AFFEKT_CHECK(input.catalogue != nullptr && input.reported < input.methods.size(),
               "no catalogue or no method");
  AFFEKT_CHECK(input.top_songs.size() % input.plays.size() == 0, "as many first songs a play");
  AFFEKT_CHECK(input.resampled_unit == "stream" || input.resampled_unit == "sequence", "what is resampled");
  std::set<std::string> names;
  for (const RankedMethod& method : input.methods) {
    AFFEKT_CHECK(names.insert(method.name).second, "a method is there twice: " + method.name);
    AFFEKT_CHECK(method.ranks.size() == input.plays.size(), "a rank a play: " + method.name);
  }
  for (const PredictedPlay& play : input.plays)
    AFFEKT_CHECK(play.stream >= 0 && static_cast<size_t>(play.stream) < input.stream_names.size() &&
                     play.target >= 0 && play.target < input.catalogue->num_songs(),
                 "a stream or a song that is not there");
}

json describe_next_song_data(const NextSongReportFacts& input) {
  const json options = json::parse(input.data.ingest_options, nullptr, /*allow_exceptions=*/false);
  json about = input.about;
  for (const char* key : {"bad", "audit"})
    if (member_or_null(about, key).is_structured()) about.erase(key);
  const json& bad = member_or_null(input.about, "bad");
  const json skipped = bad.is_array() ? bad : json::array();
  std::set<int32_t> streams;
  int64_t num_warm = 0;
  for (const PredictedPlay& play : input.plays) {
    if (!play.is_warm) continue;
    ++num_warm;
    streams.insert(play.stream);
  }
  const auto num_plays = static_cast<int64_t>(input.plays.size());
  return {{"name", input.data.dataset_name},
          {"input_kind", "plays"},
          {"digest", input.data.content_digest},
          {"source_digest", input.data.source_digest},
          {"prepared_by", input.data.tool_version},
          {"ingest_options", options.is_discarded() ? json(input.data.ingest_options) : options},
          {"split", input.split},
          {"num_samples", num_plays},
          {"num_warm", num_warm},
          {"num_cold", num_plays - num_warm},
          {"num_streams", streams.size()},
          {"num_songs", input.catalogue->num_songs()},
          {"num_ranked_songs", input.num_ranked_songs},
          {"skipped", {{"count", skipped.size()}, {"samples", skipped}}},
          {"about", about}};
}

json describe_next_song_leaks(const NextSongReportFacts& input, const json& of_training_data) {
  int64_t num_warm = 0, num_with_duplicate = 0;
  for (const PredictedPlay& play : input.plays) {
    num_warm += play.is_warm ? 1 : 0;
    num_with_duplicate += play.is_warm && play.has_train_duplicate ? 1 : 0;
  }
  const json& audit = member_or_null(input.about, "audit");
  return {
      {"num_with_train_duplicate", num_with_duplicate},
      {"share", num_warm > 0 ? json(static_cast<double>(num_with_duplicate) / static_cast<double>(num_warm))
                             : json(nullptr)},
      {"audit", audit.is_object() ? audit : json::object()},
      {"of_training_data", of_training_data}};
}

json describe_emotion_trade(const EmotionTrade& trade) {
  if (trade.curves.empty()) return nullptr;
  json curves = json::array();
  for (const TradeOffCurve& curve : trade.curves) {
    json points = json::array();
    for (const TradeOffPoint& point : curve.points)
      points.push_back({{"strength", point.strength},
                        {"hit_rate_at_20", number_or_null(point.scores.values[kHitRateAt20])},
                        {"mrr_at_20", number_or_null(point.scores.values[kMrrAt20])},
                        {"mean_distance", number_or_null(point.mean_distance)}});
    curves.push_back({{"wanted", curve.wanted},
                      {"num_plays", curve.num_positions},
                      {"catalogue_distance", number_or_null(curve.catalogue_distance)},
                      {"points", points}});
  }
  return {{"method", trade.method}, {"curves", curves}};
}

}  // namespace

json build_next_song_facts(const NextSongReportFacts& input) {
  check_next_song_input(input);
  const json of_training_data = is_training_data(input.model, input.data.content_digest);
  json facts = {{"schema_version", kNextSongReportSchemaVersion},
                {"kind", "next_song"},
                {"headline", kNextSongHeadline},
                {"tool", describe_tool()},
                {"model", input.model},
                {"data", describe_next_song_data(input)},
                {"seed", input.seed},
                {"timing", input.timing},
                {"leaks", describe_next_song_leaks(input, of_training_data)},
                {"selected_on_this_split", is_selected_on(input.model, input.split, of_training_data)},
                {"emotion_trade", describe_emotion_trade(input.emotion)},
                {"choice_plays", input.choice_plays},
                {"ensemble", nullptr}};
  if (input.ensemble_weight) facts["ensemble"] = {{"network_weight", *input.ensemble_weight}};
  add_next_song_scores(input, facts);
  const json& reported = facts["methods"][input.reported];
  facts["reported"] = {{"name", reported["name"]},
                       {"role", reported["role"]},
                       {"title", reported["title"]},
                       {"why", input.why_reported}};
  facts["first_line"] = describe_first_line(facts);
  facts["notes"] = make_next_song_notes(facts);
  return facts;
}

}  // namespace affekt
