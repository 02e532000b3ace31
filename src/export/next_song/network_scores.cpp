#include "export/next_song/network_scores.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "export/graph/recurrent_graph.h"
#include "next_song/next_song_onnx.h"

namespace affekt {
namespace {

std::vector<float> values_of(const torch::Tensor& tensor) {
  const auto host = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  const float* const values = host.data_ptr<float>();
  return {values, values + host.numel()};
}

/// A parameter or buffer by its full name; not defined: the network has none.
torch::Tensor find_tensor(const torch::nn::Module& module, const std::string& name) {
  for (const auto& named : {module.named_parameters(), module.named_buffers()})
    if (const torch::Tensor* found = named.find(name)) return *found;
  return {};
}

std::vector<float> values_of(const torch::nn::Module& module, const std::string& name) {
  const torch::Tensor tensor = find_tensor(module, name);
  AFFEKT_CHECK(tensor.defined(), "the network has no tensor " + name);
  return values_of(tensor);
}

std::vector<int64_t> to_int64_values(const std::vector<int32_t>& values) {
  return {values.begin(), values.end()};
}

/// Builds the graph of one network.
class NetworkScores {
 public:
  NetworkScores(NextSongGraph& graph, const NextSongNetwork& network)
      : next_song_(graph), graph_(graph.builder()), network_(network), config_(network.config()) {}

  std::string add_scores() {
    const PlayColumns window = add_last_plays(graph_, next_song_.plays(), config_.context_plays, "context");
    graph_.add_node("Transpose", {window.songs}, "context.steps");  // [T, N]
    graph_.set_attribute("perm", std::vector<int64_t>{1, 0});
    const std::string table = add_table(
        "song_vectors", network_.songs()->forward(torch::arange(network_.num_songs(), torch::kInt64)));
    std::string x = graph_.add_node("Gather", {table, "context.steps"}, "played_vectors");  // [T, N, D]
    if (config_.emotion_context) x = add_wish(x, window);
    const std::string hidden = add_recurrent_layers(graph_, x, window.lengths, layers(), "recurrent");
    std::string scores =
        add_products(add_projection(hidden), config_.tie_weights ? table : add_output_table());
    if (config_.history_bias) scores = add_history(scores);
    return scores;
  }

 private:
  std::string add_table(const std::string& name, const torch::Tensor& vectors) {
    return graph_.add_weight(name, vectors.sizes().vec(), values_of(vectors));
  }

  /// Of a network whose weights are not tied.
  std::string add_output_table() {
    const CandidateSongs candidates = make_all_candidates(network_.artists(), network_.num_artists());
    const auto by_artist = network_.score_vectors(candidates);  // in the candidates' order
    auto vectors = torch::empty_like(by_artist);
    vectors.index_copy_(0, torch::tensor(candidates.songs(), torch::kInt64), by_artist);
    return add_table("output_vectors", vectors);
  }

  std::vector<RecurrentLayerWeights> layers() const {
    const RecurrentLayers& recurrent = *network_.recurrent();
    std::vector<RecurrentLayerWeights> layers;
    for (int64_t i = 0; i < recurrent.options().num_layers; ++i) {
      const std::string suffix = "_l" + std::to_string(i);
      layers.push_back({recurrent.options().cell,
                        i == 0 ? recurrent.options().input_size : recurrent.options().hidden_size,
                        recurrent.options().hidden_size, values_of(recurrent, "weight_ih" + suffix),
                        values_of(recurrent, "weight_hh" + suffix), values_of(recurrent, "bias_ih" + suffix),
                        values_of(recurrent, "bias_hh" + suffix)});
    }
    return layers;
  }

  /// The wanted emotion is told at the last play of each row. @param x  [T, N, D]
  std::string add_wish(const std::string& x, const PlayColumns& window) {
    const auto mean = find_tensor(network_, "emotion_mean"),
               deviation = find_tensor(network_, "emotion_deviation");
    const auto weight = find_tensor(network_, "emotion_weight");  // [D, 3]
    const std::string centred = graph_.add_node(
        "Sub", {next_song_value::kEmotion, graph_.add_weight("wish.mean", {2}, values_of(mean))},
        "wish.centred");
    const std::string scaled = graph_.add_node(
        "Div", {centred, graph_.add_weight("wish.deviation", {2}, values_of(deviation))}, "wish.scaled");
    const std::string told = graph_.add_linear(scaled, values_of(weight.narrow(1, 0, 2)),
                                               values_of(weight.narrow(1, 2, 1)), "wish.told");  // [N, D]
    graph_.add_node("ReduceSum", {next_song_value::kEmotion, graph_.add_numbers("wish.sum_axis", {1})},
                    "wish.sum");  // [N, 1], NaN if either is
    const std::string is_any = graph_.add_node("IsNaN", {"wish.sum"}, "wish.is_any");
    const std::string zero = graph_.add_weight("wish.zero", {}, std::vector<float>{0});
    const std::string wish = graph_.add_node("Where", {is_any, zero, told}, "wish");  // [N, D]
    const std::string last =
        graph_.add_node("Sub", {window.lengths, graph_.add_number("wish.one", 1)}, "wish.last");
    const std::string column =
        graph_.add_node("Unsqueeze", {window.offsets, graph_.add_numbers("wish.column_axis", {1})},
                        "wish.step_numbers");                                              // [T, 1]
    const std::string is_last = graph_.add_node("Equal", {column, last}, "wish.is_last");  // [T, N]
    const std::string is_last_3d = graph_.add_node(
        "Unsqueeze", {is_last, graph_.add_numbers("wish.vector_axis", {2})}, "wish.is_last_3d");  // [T, N, 1]
    const std::string at_last = graph_.add_node("Where", {is_last_3d, wish, zero}, "wish.at_last");
    return graph_.add_node("Add", {x, at_last}, "played_vectors_and_wish");
  }

  std::string add_projection(const std::string& hidden) {
    const torch::Tensor projection = find_tensor(network_, "projection");  // [D, H]
    if (!projection.defined()) return hidden;
    graph_.add_node("Gemm", {hidden, add_table("projection", projection)}, "projected");
    graph_.set_attribute("transB", int64_t{1});
    return "projected";  // [N, D]
  }

  std::string add_products(const std::string& hidden, const std::string& table) {
    const std::string bias =
        graph_.add_weight("song_bias", {network_.num_songs()}, values_of(network_, "bias"));
    graph_.add_node("Gemm", {hidden, table, bias}, "products");
    graph_.set_attribute("transB", int64_t{1});
    return "products";  // [N, V]
  }

  std::string add_history(const std::string& scores) {
    const PlayColumns window = add_newest_plays(graph_, next_song_.plays(), config_.history_plays, "history");
    const HistoryCells& cells = network_.history_cells();
    graph_.add_numbers("history.age_steps", to_int64_values(cells.age_steps()));  // by age, 0: the last play
    std::vector<int64_t> count_steps;
    for (int64_t count = 0; count <= config_.history_plays; ++count)
      count_steps.push_back(HistoryCells::count_step(std::max<int64_t>(1, count)));
    graph_.add_numbers("history.count_steps", count_steps);  // by count
    graph_.add_number("history.num_count_steps", HistoryCells::kNumCountSteps);

    const PlayShares shares = network_.play_shares();
    const std::string songs = add_term(window, window.songs, "song_history", shares.songs);
    const std::string artists =
        graph_.add_numbers("artist_of_song", to_int64_values(network_.artists()));  // [V]
    const std::string played = graph_.add_node("Gather", {artists, window.songs}, "played_artists");
    const std::string by_artist = add_term(window, played, "artist_history", shares.artists);
    graph_.add_node("Gather", {by_artist, artists}, "artist_history.of_songs");  // [N, V]
    graph_.set_attribute("axis", int64_t{1});
    const std::string both = graph_.add_node("Add", {songs, "artist_history.of_songs"}, "history.of_songs");
    return graph_.add_node("Add", {scores, both}, "products_and_history");
  }

  /// HistoryTerm for each item of the window, 0 for the others: float32 [N, items].
  /// @param module  "song_history"  @param shares  of all training plays, of each item
  std::string add_term(const PlayColumns& window, const std::string& items, const std::string& module,
                       const std::vector<float>& shares) {
    const auto num_items = static_cast<int64_t>(shares.size());
    const HeardItems heard = add_heard_items(graph_, window, items, num_items, /*with_ages=*/true, module);
    const std::string ages =
        graph_.add_node("Gather", {"history.age_steps", heard.ages}, module + ".age_steps");
    const std::string counts =
        graph_.add_node("Gather", {"history.count_steps", heard.counts}, module + ".count_steps");
    const std::string first_cells =
        graph_.add_node("Mul", {ages, "history.num_count_steps"}, module + ".first_cells");
    const std::string cells = graph_.add_node("Add", {first_cells, counts}, module + ".cells");
    const std::vector<float> bias = values_of(network_, module + ".cell_bias");
    const std::vector<float> weight = values_of(network_, module + ".evidence_weight");
    const std::string cell_bias = graph_.add_node(
        "Gather",
        {graph_.add_weight(module + ".cell_bias", {static_cast<int64_t>(bias.size())}, bias), cells},
        module + ".bias");
    const std::string age_weight = graph_.add_node(
        "Gather",
        {graph_.add_weight(module + ".evidence_weight", {static_cast<int64_t>(weight.size())}, weight), ages},
        module + ".weight");
    // log(1 + count / (share * prior plays)); "no play" counts as an item of share 1, and is dropped.
    const double prior =
        std::exp(static_cast<double>(values_of(network_, module + ".log_prior_plays").at(0)));
    std::vector<float> per_play;
    for (const float share : shares) per_play.push_back(static_cast<float>(1 / (share * prior)));
    per_play.push_back(0);
    const std::string evidence_of_one =
        graph_.add_node("Gather",
                        {graph_.add_weight(module + ".evidence_of_a_play", {num_items + 1}, per_play),
                         add_item_numbers(graph_, heard)},
                        module + ".evidence_of_one");
    graph_.add_node("Cast", {heard.counts}, module + ".plays");
    graph_.set_attribute("to", int64_t{onnx::TensorProto::FLOAT});
    const std::string evidence =
        graph_.add_node("Mul", {module + ".plays", evidence_of_one}, module + ".evidence");
    const std::string one = graph_.add_weight(module + ".one", {}, std::vector<float>{1});
    const std::string logarithm = graph_.add_node(
        "Log", {graph_.add_node("Add", {evidence, one}, module + ".evidence_and_one")}, module + ".log");
    const std::string weighted = graph_.add_node("Mul", {age_weight, logarithm}, module + ".weighted");
    return add_spread_values(graph_, heard,
                             graph_.add_node("Add", {cell_bias, weighted}, module + ".values"));
  }

  NextSongGraph& next_song_;
  OnnxGraphBuilder& graph_;
  const NextSongNetwork& network_;
  const SequenceModelConfig& config_;
};

}  // namespace

std::string add_network_scores(NextSongGraph& graph, const NextSongNetwork& network) {
  AFFEKT_CHECK(graph.num_songs() == network.num_songs(), "the graph is of another catalogue");
  const torch::NoGradGuard no_grad;
  return NetworkScores(graph, network).add_scores();
}

int64_t count_plays_that_count(const NextSongNetwork& network) {
  const SequenceModelConfig& config = network.config();
  return std::max(config.context_plays, config.history_bias ? config.history_plays : 0);
}

}  // namespace affekt
