#include "next_song/ranker_table.h"

#include "config/choice_text.h"
#include "core/error.h"
#include "core/text/text.h"
#include "next_song/rankers/context_tree_ranker.h"
#include "next_song/rankers/last_artist_ranker.h"
#include "next_song/rankers/popularity_rankers.h"
#include "next_song/rankers/recent_plays_left_out.h"
#include "next_song/rankers/rule_rankers.h"
#include "next_song/rankers/session_neighbour_rankers.h"

namespace affekt {
namespace {

constexpr int64_t kMostLeftOut = 1000000;

/// Parameter sets: the defaults, and every combination of the values given for some members.
template <class Options>
class Grid {
 public:
  Grid() : sets_(1) {}

  template <class Value>
  Grid& vary(Value Options::*member, const std::vector<Value>& values) {
    std::vector<Options> more;
    for (const Options& set : sets_) {
      for (const Value& value : values) {
        more.push_back(set);
        more.back().*member = value;
      }
    }
    sets_ = std::move(more);
    return *this;
  }
  const std::vector<Options>& sets() const { return sets_; }

 private:
  std::vector<Options> sets_;
};

template <class Options>
RankerEntry entry_of(const std::string& name, std::string title, std::string source,
                     std::unique_ptr<SongRanker> (*make)(const TrainingPlays&, const Options&),
                     const Grid<Options>& grid) {
  RankerEntry entry;
  entry.name = name;
  entry.title = std::move(title);
  entry.source = std::move(source);
  const RankerParameters defaults = parameters_of(Options{});
  entry.grid.push_back(defaults);
  for (const Options& options : grid.sets()) {
    const RankerParameters parameters = parameters_of(options);
    if (parameters != defaults) entry.grid.push_back(parameters);
  }
  Options options;
  entry.parameters = list_parameters(&options, &describe_options<Options>);
  entry.check = [name](const RankerParameters& parameters) {
    options_from_parameters<Options>(parameters, name);
  };
  entry.make = [make, name](const TrainingPlays& training, const RankerParameters& parameters) {
    return make(training, options_from_parameters<Options>(parameters, name));
  };
  return entry;
}

std::vector<RankerEntry> make_table() {
  using Words = std::vector<std::string>;
  using Counts = std::vector<int64_t>;
  using Numbers = std::vector<double>;
  std::vector<RankerEntry> table;
  table.push_back(entry_of<PopularityOptions>("popularity", "Popularity", "", make_popularity_ranker, {}));
  table.back().may_leave_out_plays = false;
  table.push_back(entry_of<StreamPopularityOptions>(
      "stream_popularity", "The stream's own popularity", "Hidasi et al. (2016)",
      make_stream_popularity_ranker,
      Grid<StreamPopularityOptions>().vary(&StreamPopularityOptions::own_weight,
                                           Numbers{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9})));
  table.push_back(entry_of<LastArtistOptions>(
      "last_artist", "Last artist", "Bonnin and Jannach (2014)", make_last_artist_ranker,
      Grid<LastArtistOptions>()
          .vary(&LastArtistOptions::decay, Words{"div", "quadratic"})
          .vary(&LastArtistOptions::popularity_power, Numbers{0.5, 1})
          .vary(&LastArtistOptions::background, Numbers{0.1, 1, 10})));
  table.push_back(entry_of<MarkovOptions>(
      "markov", "Markov chain, first order", "Kamehkhosh et al. (2017)", make_markov_ranker,
      Grid<MarkovOptions>().vary(&MarkovOptions::num_rules, Counts{20, 1000})));
  table.push_back(entry_of<AssociationRuleOptions>(
      "association_rules", "Association rules", "Agrawal et al. (1993)", make_association_rule_ranker,
      Grid<AssociationRuleOptions>()
          .vary(&AssociationRuleOptions::num_rules, Counts{1000, 20})
          .vary(&AssociationRuleOptions::max_distance, Counts{10, 30, 250})));
  table.push_back(entry_of<SequentialRuleOptions>(
      "sequential_rules", "Sequential rules", "Kamehkhosh et al. (2017)", make_sequential_rule_ranker,
      Grid<SequentialRuleOptions>()
          .vary(&SequentialRuleOptions::steps, Counts{10, 30})
          .vary(&SequentialRuleOptions::decay, Words{"div", "quadratic", "log", "linear"})
          .vary(&SequentialRuleOptions::num_rules, Counts{1000, 20})));
  table.push_back(entry_of<ItemKnnOptions>("item_knn", "Item-kNN", "Hidasi et al. (2016)",
                                           make_item_knn_ranker,
                                           Grid<ItemKnnOptions>()
                                               .vary(&ItemKnnOptions::num_rules, Counts{100, 1000})
                                               .vary(&ItemKnnOptions::regularization, Numbers{5, 20, 80})
                                               .vary(&ItemKnnOptions::alpha, Numbers{0.5, 0.75})));
  table.push_back(entry_of<SknnOptions>("s_knn", "S-KNN", "Jannach and Ludewig (2017)", make_sknn_ranker,
                                        Grid<SknnOptions>()
                                            .vary<int64_t>(&SknnOptions::num_neighbours, {100, 500})
                                            .vary<int64_t>(&SknnOptions::max_history, {5, 20, 100})));
  // What past sessions or contexts of any length tell is no plain table.
  table.back().has_graph = false;
  table.push_back(entry_of<VsknnOptions>("vs_knn", "VS-KNN", "Ludewig and Jannach (2018)", make_vsknn_ranker,
                                         Grid<VsknnOptions>()
                                             .vary<int64_t>(&VsknnOptions::num_neighbours, {100, 500})
                                             .vary<int64_t>(&VsknnOptions::max_history, {20, 100})
                                             .vary(&VsknnOptions::score_decay, Words{"quadratic", "div"})
                                             .vary(&VsknnOptions::idf_weight, Numbers{1, 10})));
  table.back().has_graph = false;
  table.push_back(entry_of<VstanOptions>("vstan", "VSTAN", "Ludewig et al. (2021)", make_vstan_ranker,
                                         Grid<VstanOptions>()
                                             .vary<int64_t>(&VstanOptions::num_neighbours, {200, 1000})
                                             .vary(&VstanOptions::history_decay, Numbers{1.02, 5.5})
                                             .vary(&VstanOptions::latest_decay, Numbers{1.02, 5.5})
                                             .vary(&VstanOptions::neighbour_decay, Numbers{2.05, 10})));
  table.back().has_graph = false;
  table.push_back(entry_of<ContextTreeOptions>("context_tree", "Context tree", "Mi and Faltings (2018)",
                                               make_context_tree_ranker,
                                               Grid<ContextTreeOptions>()
                                                   .vary(&ContextTreeOptions::max_depth, Counts{1, 2, 5})
                                                   .vary(&ContextTreeOptions::prior_plays, Numbers{1, 10})));
  table.back().has_graph = false;
  return table;
}

}  // namespace

const std::vector<RankerEntry>& ranker_table() {
  static const std::vector<RankerEntry> table = make_table();
  return table;
}

const RankerEntry& find_ranker(const std::string& name) {
  std::vector<std::string> names;
  for (const RankerEntry& entry : ranker_table()) {
    if (entry.name == name) return entry;
    names.push_back(entry.name);
  }
  throw ArtifactError("next-song method '" + name + "': there is none of that name, expected " +
                      join_choices(names));
}

std::unique_ptr<SongRanker> make_ranker(const TrainingPlays& training, const RankerChoice& choice) {
  return leave_out_recent_plays(find_ranker(choice.name).make(training, choice.parameters),
                                choice.num_left_out);
}

nlohmann::ordered_json to_json(const RankerChoice& choice) {
  return {{"name", choice.name}, {"parameters", choice.parameters}, {"num_left_out", choice.num_left_out}};
}

RankerChoice ranker_choice_from_json(const nlohmann::ordered_json& json) {
  const auto member = [&json](const char* key) {
    return json.is_object() && json.contains(key) ? json[key] : nlohmann::ordered_json();
  };
  const auto refuse = [&member](const char* key, const std::string& expected) {
    throw ArtifactError(std::string("next-song method: ") + key + ": got " + to_json_text(member(key)) +
                        ", expected " + expected +
                        "; the file is damaged or of another version of affekt, train again");
  };
  RankerChoice choice;
  if (!member("name").is_string()) refuse("name", "a method's name");
  choice.name = member("name").get<std::string>();
  if (!member("parameters").is_object()) refuse("parameters", "an object of named values");
  choice.parameters = member("parameters");
  find_ranker(choice.name).check(choice.parameters);
  if (!member("num_left_out").is_number_integer() || member("num_left_out") < 0 ||
      member("num_left_out") > kMostLeftOut)
    refuse("num_left_out", "a whole number from 0 to " + std::to_string(kMostLeftOut));
  choice.num_left_out = member("num_left_out").get<int64_t>();
  return choice;
}

}  // namespace affekt
