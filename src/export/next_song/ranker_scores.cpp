#include "export/next_song/ranker_scores.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "core/error.h"

namespace affekt {
namespace {

int64_t count_plays(const FixedScores&) {
  return 0;
}
int64_t count_plays(const OwnPlayScores& method) {
  return method.max_own_plays;
}
int64_t count_plays(const LastPlayScores& method) {
  return method.plays_looked_at;
}
int64_t count_plays(const ArtistScores& method) {
  return static_cast<int64_t>(method.play_weights.size());
}

/// Builds the graph of one ranker; an overload of add() for each method.
class RankerScores {
 public:
  RankerScores(NextSongGraph& graph, const std::string& name)
      : next_song_(graph), graph_(graph.builder()), name_(name), num_songs_(graph.num_songs()) {}

  std::string add(const FixedScores& method) {
    const std::string scores = add_song_weights("fixed", method.scores);
    graph_.add_node("Concat", {next_song_.row_count(), graph_.add_numbers(named("row_size"), {num_songs_})},
                    named("shape"));
    graph_.set_attribute("axis", int64_t{0});
    return graph_.add_node("Expand", {scores, named("shape")}, named("scores"));
  }

  std::string add(const OwnPlayScores& method) {
    const PlayColumns window =
        add_newest_plays(graph_, next_song_.plays(), method.max_own_plays, named("own"));
    const HeardItems heard =
        add_heard_items(graph_, window, window.songs, num_songs_, /*with_ages=*/false, named("heard"));
    // own_weight / number of own plays, by row, at each entry.
    const std::string one = graph_.add_number(named("one"), 1);
    const std::string totals =
        add_float(graph_.add_node("Max", {window.lengths, one}, named("total")));  // [N]
    const std::string per_play = graph_.add_node(
        "Div", {add_scalar("own_weight", static_cast<float>(method.own_weight)), totals}, named("per_play"));
    const std::string keys_of_a_row = graph_.add_number(named("keys_of_a_row"), num_songs_ + 1);
    const std::string rows = graph_.add_node("Div", {heard.keys, keys_of_a_row}, named("rows"));  // [U]
    const std::string weights = graph_.add_node("Gather", {per_play, rows}, named("weights"));
    const std::string values =
        graph_.add_node("Mul", {weights, add_float(heard.counts)}, named("values"));  // [U]
    const std::string own = add_spread_values(graph_, heard, values);
    return graph_.add_node("Add", {add_song_weights("background", method.background), own}, named("scores"));
  }

  std::string add(const LastPlayScores& method) {
    const PlayColumns window =
        add_newest_plays(graph_, next_song_.plays(), method.plays_looked_at, named("newest"));
    const std::string known = graph_.add_node(
        "Gather",
        {graph_.add_weight(named("is_known"), {num_songs_},
                           std::vector<float>(method.is_known.begin(), method.is_known.end())),
         window.songs},
        named("known_songs"));
    const std::string zero = add_scalar("no", 0);
    const std::string can_speak =
        graph_.add_node("Where", {window.is_play, known, zero}, named("can_speak"));  // [N, W], 0 or 1
    graph_.add_node("ArgMax", {can_speak}, named("latest"));  // [N, 1], the first 1; 0 if there is none
    graph_.set_attribute("axis", int64_t{1});
    graph_.add_node("ReduceMax", {can_speak}, named("any"));  // [N, 1]
    graph_.set_attribute("axes", std::vector<int64_t>{1});
    const std::string speaks = graph_.add_node("Less", {zero, named("any")}, named("speaks"));
    graph_.add_node("GatherElements", {window.songs, named("latest")}, named("song"));  // [N, 1]
    graph_.set_attribute("axis", int64_t{1});
    return add_rules(method, named("song"), speaks);
  }

  std::string add(const ArtistScores& method) {
    const int64_t num_artists = 1 + *std::max_element(method.artists.begin(), method.artists.end());
    const PlayColumns window =
        add_newest_plays(graph_, next_song_.plays(), count_plays(method), named("newest"));
    const std::string artists =
        graph_.add_numbers(named("artist_of_song"), {method.artists.begin(), method.artists.end()});
    const std::string played = graph_.add_node("Gather", {artists, window.songs}, named("played"));
    const std::string or_none = graph_.add_node(
        "Where", {window.is_play, played, graph_.add_number(named("none"), num_artists)}, named("or_none"));
    // Each play's artist against that of each: the sum of the weights where they are the same.
    const std::string down = add_unsqueezed(or_none, 2, "down"),
                      across = add_unsqueezed(or_none, 1, "across");
    const std::string is_same =
        add_float(graph_.add_node("Equal", {down, across}, named("is_same")));  // [N, W, W]
    const std::string play_weights =
        graph_.add_weight(named("play_weights"), {count_plays(method)},
                          std::vector<float>(method.play_weights.begin(), method.play_weights.end()));
    const std::string weights =
        graph_.add_node("Gather", {play_weights, window.offsets}, named("weights"));        // [W]
    const std::string sums = graph_.add_node("MatMul", {is_same, weights}, named("sums"));  // [N, W]
    const std::string by_artist =
        add_spread_rows(graph_, next_song_.row_count(), or_none, sums, num_artists, named("by_artist"));
    graph_.add_node("Gather", {by_artist, artists}, named("by_song"));  // [N, V]
    graph_.set_attribute("axis", int64_t{1});
    const std::string shared =
        graph_.add_node("Mul", {named("by_song"), add_song_weights("parts", method.parts)}, named("shared"));
    return graph_.add_node("Add", {add_song_weights("background", method.background), shared},
                           named("scores"));
  }

  std::string add_left_out(const std::string& scores, int64_t num_left_out) {
    const PlayColumns window = add_newest_plays(graph_, next_song_.plays(), num_left_out, named("left_out"));
    const std::string songs = graph_.add_node(
        "Where", {window.is_play, window.songs, graph_.add_number(named("left_out.none"), num_songs_)},
        named("left_out.songs"));
    const std::string ones = add_float(window.is_play);
    const std::string marks =
        add_spread_rows(graph_, next_song_.row_count(), songs, ones, num_songs_, named("left_out.marks"));
    const std::string zero = add_scalar("left_out.no_score", 0);
    const std::string is_marked = graph_.add_node("Less", {zero, marks}, named("left_out.is_marked"));
    return graph_.add_node("Where", {is_marked, zero, scores}, named("left_out.scores"));
  }

 private:
  /// The rules of one song a row. @param song  int64 [N, 1]  @param speaks  bool [N, 1], whether it has any
  /// say
  std::string add_rules(const LastPlayScores& method, const std::string& song, const std::string& speaks) {
    std::vector<int64_t> begins, counts;
    for (size_t v = 0; v + 1 < method.offsets.size(); ++v) {
      begins.push_back(method.offsets[v]);
      counts.push_back(method.offsets[v + 1] - method.offsets[v]);
    }
    const int64_t most = std::max<int64_t>(1, *std::max_element(counts.begin(), counts.end()));
    std::vector<int64_t> numbers(static_cast<size_t>(most));
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int64_t>(i);
    // One rule that nobody asks for, so that the tables are never empty.
    std::vector<int32_t> targets = method.songs;
    std::vector<float> weights = method.weights;
    targets.push_back(0);
    weights.push_back(0);
    const auto num_rules = static_cast<int64_t>(weights.size());

    const std::string places = graph_.add_numbers(named("rule_numbers"), numbers);  // [R]
    const std::string begin =
        graph_.add_node("Gather", {graph_.add_numbers(named("rule_begins"), begins), song}, named("begin"));
    const std::string count =
        graph_.add_node("Gather", {graph_.add_numbers(named("rule_counts"), counts), song}, named("count"));
    const std::string is_within = graph_.add_node("Less", {places, count}, named("is_within"));  // [N, R]
    const std::string is_rule = graph_.add_node("And", {is_within, speaks}, named("is_rule"));
    const std::string rules = graph_.add_node("Add", {begin, places}, named("rules"));
    const std::string safe = graph_.add_node(
        "Where", {is_rule, rules, graph_.add_number(named("first_rule"), 0)}, named("safe_rules"));
    const std::string found = graph_.add_node(
        "Gather", {graph_.add_indices(named("rule_songs"), {num_rules}, targets), safe}, named("found"));
    const std::string songs = graph_.add_node(
        "Where", {is_rule, found, graph_.add_indices(named("none"), {}, {static_cast<int32_t>(num_songs_)})},
        named("songs"));
    const std::string values = graph_.add_node(
        "Gather", {graph_.add_weight(named("rule_weights"), {num_rules}, weights), safe}, named("values"));
    const std::string of_rules =
        graph_.add_node("Where", {is_rule, values, add_scalar("no_rule", 0)}, named("of_rules"));
    return add_spread_rows(graph_, next_song_.row_count(), songs, of_rules, num_songs_, named("scores"));
  }

  std::string named(const std::string& part) const { return name_ + "." + part; }
  std::string add_scalar(const std::string& part, float value) {
    return graph_.add_weight(named(part), {}, std::vector<float>{value});
  }
  std::string add_song_weights(const std::string& part, const std::vector<float>& weights) {
    return graph_.add_weight(named(part), {num_songs_}, weights);
  }
  std::string add_float(const std::string& value) {
    graph_.add_node("Cast", {value}, value + ".float");
    graph_.set_attribute("to", int64_t{onnx::TensorProto::FLOAT});
    return value + ".float";
  }
  std::string add_unsqueezed(const std::string& value, int64_t axis, const std::string& part) {
    return graph_.add_node("Unsqueeze", {value, graph_.add_numbers(named(part + ".axis"), {axis})},
                           named(part));
  }

  NextSongGraph& next_song_;
  OnnxGraphBuilder& graph_;
  const std::string name_;
  const int64_t num_songs_;
};

}  // namespace

std::string add_ranker_scores(NextSongGraph& graph, const RankerFormula& formula, const std::string& name) {
  RankerScores ranker(graph, name);
  const std::string scores =
      std::visit([&](const auto& method) { return ranker.add(method); }, formula.method);
  return formula.num_left_out > 0 ? ranker.add_left_out(scores, formula.num_left_out) : scores;
}

int64_t count_plays_that_count(const RankerFormula& formula) {
  const int64_t of_method =
      std::visit([](const auto& method) { return count_plays(method); }, formula.method);
  return std::max(of_method, formula.num_left_out);
}

}  // namespace affekt
