#include "export/next_song/plan_next_song.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/digest.h"
#include "core/error.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/text.h"
#include "export/network_export.h"
#include "export/next_song/network_scores.h"
#include "export/next_song/next_song_card.h"
#include "export/next_song/next_song_gate.h"
#include "export/next_song/next_song_graph.h"
#include "export/next_song/ranker_scores.h"
#include "inference/onnx_metadata.h"
#include "models/sequence/next_song_scorer.h"
#include "next_song/catalogue_file.h"
#include "next_song/mixed_scores.h"
#include "next_song/next_song_onnx.h"
#include "next_song/ranker_formula.h"
#include "next_song/softmax.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr char kNextSongEngine[] = "onnxruntime";

/// What differs between a network, a method that counts, and both together.
struct ExportedModel {
  std::string method;  // "next_song_rnn", "sequential_rules", "next_song_rnn with sequential_rules"
  bool is_baseline = false;
  int64_t num_parameters = 0, max_plays = 0;
  std::vector<std::string> cold_songs_by;  // NextSongCardFacts
  NextSongReference reference;
};

struct GateSplit {
  Split split = Split::kTest;
  GateData data;
};

GateSplit choose_gate_split(const NextSongReference& reference,
                            const std::shared_ptr<const ListeningData>& data) {
  for (const Split split : {Split::kTest, Split::kValidation, Split::kTrain}) {
    GateSplit gate = {split, make_play_gate(reference, data, split)};
    if (gate.data.num_samples == 0) continue;
    if (split != Split::kTest)
      log_info(
          fmt::format("the data has no play to predict in its test split: the export gate compares on the {} "
                      "split",
                      split_name(split)));
    return gate;
  }
  throw DataError(
      fmt::format("{}: no play has a play before it in its stream, so the export gate can't compare "
                  "anything",
                  data->info.dataset_name));
}

NextSongCardFacts make_card_facts(const NextSongSource& source, const ExportedModel& model, Split gate_split,
                                  const std::string& catalogue_digest) {
  const NetworkProvenance& provenance = source.provenance;
  NextSongCardFacts facts;
  facts.name = source.name;
  facts.method = model.method;
  facts.dataset_name = provenance.dataset_name;
  facts.is_baseline = model.is_baseline;
  facts.num_parameters = model.num_parameters;
  facts.num_songs = model.reference.num_songs;
  facts.num_top = std::min(kNextSongTop, facts.num_songs);
  facts.max_plays = model.max_plays;
  if (model.reference.takes_emotion)
    facts.emotion_contract =
        "float32 [N, 2]: wanted valence and arousal of the next song, in the units of the catalogue's "
        "features; "
        "NaN: any";
  facts.cold_songs_by = model.cold_songs_by;
  facts.catalogue_digest = catalogue_digest;
  facts.scores = source.scores;
  facts.scores_origin =
      source.scores_origin.empty() ? describe_scores_origin(source.scores) : source.scores_origin;
  facts.gate_split = split_name(gate_split);
  facts.reference = model.reference.name;
  facts.provenance = {{model.is_baseline ? "Run (parameters)" : "Weights", provenance.weights_digest},
                      {"Config", provenance.config_digest},
                      {"Training data", provenance.data_digest}};
  return facts;
}

std::map<std::string, std::string> make_next_song_metadata(const NextSongSource& source,
                                                           const NextSongCardFacts& facts) {
  auto metadata =
      make_network_metadata(source.provenance, facts.num_parameters, headline_metric(source.scores));
  metadata[onnx_key::kModel] = facts.method;
  metadata[onnx_key::kTask] = kNextSongTask;
  metadata[onnx_key::kInput] = describe_next_song_input(facts);
  metadata[onnx_key::kOutput] = describe_next_song_output(facts);
  metadata[kCatalogueDigestKey] = facts.catalogue_digest;
  metadata[kMaxPlaysKey] = std::to_string(facts.max_plays);
  if (!source.tuned.is_null()) metadata[kTunedKey] = to_json_text(source.tuned);
  metadata[onnx_key::kEvaluation] =
      to_json_text(json({{"bootstrap_samples", source.provenance.config.evaluate.bootstrap_samples},
                         {"parameters", facts.num_parameters},
                         {"is_baseline", facts.is_baseline}}));
  metadata.erase(onnx_key::kSplit);  // of folds, which listening data have none of
  return metadata;
}

std::string describe_next_song_agreement(const std::string& reference, Split split,
                                         const ExportResult& result) {
  const GateResult& gate = result.gate;
  std::string text = fmt::format("names the same songs first as {} for all {} of the {} split", reference,
                                 count_of(gate.num_samples, "play"), split_name(split));
  if (gate.num_tie_differences > 0)
    text += fmt::format(", but for {} where equal scores stand in another order",
                        format_count(gate.num_tie_differences));
  return text + fmt::format("; scores differ by at most {:.1e} of themselves",
                            gate.differences.at(next_song_value::kAllScores));
}

ExportPlan make_plan(const NextSongSource& source, const ExportedModel& model, onnx::GraphProto graph,
                     const std::shared_ptr<const ListeningData>& data) {
  GateSplit gate = choose_gate_split(model.reference, data);
  const std::string catalogue = render_catalogue_csv(data->catalogue);
  const NextSongCardFacts facts = make_card_facts(source, model, gate.split, sha256_of(catalogue));
  ExportPlan plan;
  plan.graph = std::move(graph);
  plan.doc = fmt::format("{} {} {} by affekt", facts.method, facts.is_baseline ? "counted on" : "trained on",
                         facts.dataset_name);
  plan.metadata = make_next_song_metadata(source, facts);
  plan.reference = model.reference.name;
  plan.sample = "play";
  plan.samples_at_once = choose_histories_at_once(facts.num_songs);
  plan.gate = std::move(gate.data);
  plan.test_vectors = {make_made_up_gate(model.reference)};
  plan.checks = make_next_song_checks(data->catalogue.ids);
  plan.engines = {kNextSongEngine};
  plan.files = {{kCatalogueFile, catalogue}};
  plan.make_card = [facts](const ExportResult& result) { return make_next_song_card(facts, result); };
  plan.describe_agreement = [reference = plan.reference, split = gate.split](const ExportResult& result) {
    return describe_next_song_agreement(reference, split, result);
  };
  return plan;
}

std::shared_ptr<const RankerFormula> require_formula(const SongRanker& ranker) {
  auto formula = ranker.formula();
  if (formula == nullptr)
    throw ConfigError(
        fmt::format("{}: this method can't be exported, for it has no graph; those that count plays or "
                    "look up rules have one",
                    ranker.name()));
  return formula;
}

constexpr char kByFeatures[] = "its audio features", kByArtist[] = "its artist",
               kByOwnPlays[] = "that the history holds it";

void add_cold_clue(const std::string& clue, ExportedModel& model) {
  auto& clues = model.cold_songs_by;
  if (std::find(clues.begin(), clues.end(), clue) == clues.end()) clues.push_back(clue);
}

void add_cold_clue_of(const RankerFormula& formula, ExportedModel& model) {
  if (std::holds_alternative<ArtistScores>(formula.method)) add_cold_clue(kByArtist, model);
  if (const auto* const own = std::get_if<OwnPlayScores>(&formula.method);
      own != nullptr && own->own_weight > 0)
    add_cold_clue(kByOwnPlays, model);
}

/// The network's shares [n, V], row-major, by LibTorch.
std::vector<float> compute_shares(const NextSongScorer& scorer, const std::vector<PlayHistory>& histories,
                                  const std::vector<float>& emotion) {
  std::vector<PlaySpan> spans;
  for (const PlayHistory& history : histories) spans.push_back({history.songs, history.num_plays});
  const auto num_rows = static_cast<int64_t>(histories.size());
  const auto wishes = emotion.empty() ? torch::Tensor() : torch::tensor(emotion).view({num_rows, 2});
  const auto scores = scorer.score(spans, wishes).to(torch::kCPU, torch::kFloat32).contiguous();  // [n, V]
  std::vector<float> shares(static_cast<size_t>(scores.numel()));
  const int64_t num_songs = scores.size(1);
  for (int64_t row = 0; row < num_rows; ++row)
    compute_softmax(scores.data_ptr<float>() + row * num_songs, num_songs, shares.data() + row * num_songs);
  return shares;
}

ExportedModel describe_network(const NextSongSource& source, const NextSongParts& parts) {
  const std::shared_ptr<NextSongNetwork> network = parts.network;
  const SequenceModelConfig& config = network->config();
  ExportedModel model;
  model.method = source.provenance.config.model.name;
  model.num_parameters = count_parameters(*network);
  model.max_plays = count_plays_that_count(*network);
  if (config.use_features) add_cold_clue(kByFeatures, model);
  if (config.use_artists || config.history_bias) add_cold_clue(kByArtist, model);
  if (config.history_bias) add_cold_clue(kByOwnPlays, model);
  if (model.cold_songs_by.empty()) add_cold_clue("that nobody played it", model);
  model.reference.name = "LibTorch";
  model.reference.num_songs = network->num_songs();
  model.reference.takes_emotion = config.emotion_context;
  const auto scorer = std::make_shared<const NextSongScorer>(*network);
  const auto shares = [network, scorer](const std::vector<PlayHistory>& histories,
                                        const std::vector<float>& emotion) {
    return compute_shares(*scorer, histories, emotion);  // the scorer borrows the network
  };
  model.reference.score = shares;
  if (parts.ranker == nullptr) return model;
  const std::shared_ptr<const SongRanker> ranker = parts.ranker;
  model.method += " with " + ranker->name();
  const std::shared_ptr<const RankerFormula> formula = require_formula(*ranker);
  model.max_plays = std::max(model.max_plays, count_plays_that_count(*formula));
  add_cold_clue_of(*formula, model);
  model.reference.name = "affekt (LibTorch)";
  model.reference.score = [shares, ranker, weight = parts.network_weight, num_songs = network->num_songs()](
                              const std::vector<PlayHistory>& histories, const std::vector<float>& emotion) {
    std::vector<float> all = shares(histories, emotion), mixed, others;
    for (size_t row = 0; row < histories.size(); ++row) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(row) * num_songs;
      mixed.assign(begin, begin + num_songs);
      ranker->score(histories[row], others);
      mix_scores(weight, others, mixed);
      std::copy(mixed.begin(), mixed.end(), begin);
    }
    return all;
  };
  return model;
}

ExportedModel describe_ranker(const NextSongParts& parts, int64_t num_songs) {
  const std::shared_ptr<const SongRanker> ranker = parts.ranker;
  ExportedModel model;
  model.method = ranker->name();
  model.is_baseline = true;
  const std::shared_ptr<const RankerFormula> formula = require_formula(*ranker);
  model.max_plays = count_plays_that_count(*formula);
  add_cold_clue_of(*formula, model);
  model.reference.name = "affekt's own arithmetic";
  model.reference.num_songs = num_songs;
  model.reference.score = [ranker](const std::vector<PlayHistory>& histories, const std::vector<float>&) {
    std::vector<float> all, scores;
    for (const PlayHistory& history : histories) {
      ranker->score(history, scores);
      all.insert(all.end(), scores.begin(), scores.end());
    }
    return all;
  };
  return model;
}

onnx::GraphProto make_graph(const ExportedModel& model, const NextSongParts& parts) {
  NextSongGraph graph(kNextSongTask, model.reference.num_songs, model.reference.takes_emotion);
  std::string network, ranker;
  if (parts.network != nullptr) network = add_softmax(graph, add_network_scores(graph, *parts.network));
  if (parts.ranker != nullptr)
    ranker = add_ranker_scores(graph, *require_formula(*parts.ranker), parts.ranker->name());
  if (network.empty()) return graph.finish(ranker);
  return graph.finish(ranker.empty() ? network : add_mixture(graph, parts.network_weight, network, ranker));
}

}  // namespace

void require_onnxruntime_for_next_songs() {
  const std::string reason = explain_missing_engine(kNextSongEngine);
  if (reason.empty()) return;
  throw ArtifactError(
      "the export gate can't be passed, so no model was written: a model of next songs looks up indices, "
      "which of "
      "the engines only ONNX Runtime can, and it is not here: " +
      reason);
}

ExportPlan plan_next_song(const NextSongSource& source, const NextSongParts& parts,
                          std::shared_ptr<const ListeningData> data) {
  AFFEKT_CHECK(parts.network != nullptr || parts.ranker != nullptr, "nothing to export");
  require_onnxruntime_for_next_songs();
  const ExportedModel model = parts.network != nullptr ? describe_network(source, parts)
                                                       : describe_ranker(parts, data->catalogue.num_songs());
  if (data->catalogue.num_songs() != model.reference.num_songs)
    throw DataError(
        fmt::format("{}: the data has a catalogue of {}, the model one of {}; export with the data that "
                    "it was made from",
                    data->info.dataset_name, count_of(data->catalogue.num_songs(), "song"),
                    format_count(model.reference.num_songs)));
  return make_plan(source, model, make_graph(model, parts), data);
}

}  // namespace affekt
