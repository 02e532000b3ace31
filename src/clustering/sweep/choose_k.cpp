#include "clustering/sweep/choose_k.h"

#include <fmt/format.h>

#include <algorithm>

#include "clustering/json_fields.h"
#include "core/error.h"

// The fits are in sweep_k.cpp; here are the rules and the JSON.
namespace affekt {
namespace {

using Points = std::vector<SweepPoint>;

double weaker_ari(const SweepPoint& point) {
  return std::min(point.seed_ari, point.bootstrap_ari);
}

/// The point with the highest score; the first of equal ones.
template <class Score>
const SweepPoint& find_best(const Points& points, const Score& score) {
  return *std::max_element(points.begin(), points.end(),
                           [&](const SweepPoint& a, const SweepPoint& b) { return score(a) < score(b); });
}

std::string describe_stability(const SweepPoint& point) {
  return fmt::format("{:.2f} between seeds and {:.2f} between bootstrap samples", point.seed_ari,
                     point.bootstrap_ari);
}

void choose_by_silhouette(Sweep& sweep) {
  const SweepPoint& best = find_best(sweep.points, [](const SweepPoint& point) { return point.silhouette; });
  sweep.chosen_k = best.k;
  sweep.reason = fmt::format("k = {} has the highest silhouette, {:.3f}, of k = {} to {}.", best.k,
                             best.silhouette, sweep.points.front().k, sweep.points.back().k);
}

void choose_by_stable_silhouette(Sweep& sweep, double min_stability) {
  const auto by_silhouette = [](const SweepPoint& point) { return point.silhouette; };
  Points stable;
  std::copy_if(sweep.points.begin(), sweep.points.end(), std::back_inserter(stable),
               [&](const SweepPoint& point) { return weaker_ari(point) >= min_stability; });
  const std::string range = fmt::format("k = {} to {}", sweep.points.front().k, sweep.points.back().k);
  if (stable.empty()) {
    const SweepPoint& best = find_best(sweep.points, weaker_ari);
    sweep.chosen_k = best.k;
    sweep.reason = fmt::format(
        "No k reaches an adjusted Rand index of {:.2f} both between seeds and between bootstrap samples; k = "
        "{} comes closest of {} ({}), with a silhouette of {:.3f}.",
        min_stability, best.k, range, describe_stability(best), best.silhouette);
    return;
  }
  const SweepPoint& best = find_best(stable, by_silhouette);
  const SweepPoint& highest = find_best(sweep.points, by_silhouette);
  sweep.chosen_k = best.k;
  const std::string found_again =
      fmt::format("found again with an adjusted Rand index of at least {:.2f} ({})", min_stability,
                  describe_stability(best));
  sweep.reason =
      stable.size() == 1
          ? fmt::format("k = {} is the only one of {} whose clusters are {}; its silhouette is {:.3f}.",
                        best.k, range, found_again, best.silhouette)
          : fmt::format(
                "k = {} has the highest silhouette, {:.3f}, of the {} among {} whose clusters are {}.",
                best.k, best.silhouette, stable.size(), range, found_again);
  if (highest.silhouette > best.silhouette)
    sweep.reason += fmt::format(" k = {} has a higher one, {:.3f}, but is not found again as well ({}).",
                                highest.k, highest.silhouette, describe_stability(highest));
}

void choose_by_gap(Sweep& sweep) {
  const Points& points = sweep.points;
  for (size_t i = 0; i + 1 < points.size(); ++i) {
    const double bound = points[i + 1].gap - points[i + 1].gap_deviation;
    if (points[i].gap < bound) continue;
    sweep.chosen_k = points[i].k;
    sweep.reason = fmt::format(
        "k = {} is the smallest k whose gap statistic, {:.4f}, is not below that of the next k less one "
        "standard error, {:.4f} - {:.4f}.",
        points[i].k, points[i].gap, points[i + 1].gap, points[i + 1].gap_deviation);
    return;
  }
  sweep.chosen_k = points.back().k;
  sweep.reason = fmt::format(
      "The gap statistic still grows by more than one standard error at every k up to {}, where it is "
      "{:.4f}: "
      "no k fulfils its rule, and the largest one tried is taken.",
      points.back().k, points.back().gap);
}

SweepPoint read_point(const nlohmann::json& json) {
  const JsonFields fields(json, "sweep.points");
  SweepPoint point;
  point.k = fields.integer("k");
  point.inertia = fields.number("inertia");
  point.silhouette = fields.number("silhouette");
  point.davies_bouldin = fields.number("davies_bouldin");
  point.calinski_harabasz = fields.number("calinski_harabasz");
  point.gap = fields.number("gap");
  point.gap_deviation = fields.number("gap_deviation");
  point.seed_ari = fields.number("seed_ari");
  point.seed_ari_min = fields.number("seed_ari_min");
  point.bootstrap_ari = fields.number("bootstrap_ari");
  point.bootstrap_ari_min = fields.number("bootstrap_ari_min");
  point.smallest_share = fields.number("smallest_share");
  return point;
}

}  // namespace

void choose_k(Sweep& sweep, const std::string& rule, double min_stability) {
  AFFEKT_CHECK(!sweep.points.empty(), "there is no k to choose from");
  sweep.rule = rule;
  if (rule == "silhouette") {
    choose_by_silhouette(sweep);
  } else if (rule == "stable_silhouette") {
    choose_by_stable_silhouette(sweep, min_stability);
  } else {
    AFFEKT_CHECK(rule == "gap", "unknown rule: " + rule);
    choose_by_gap(sweep);
  }
}

nlohmann::json to_json(const Sweep& sweep) {
  nlohmann::json points = nlohmann::json::array();
  for (const SweepPoint& point : sweep.points)
    points.push_back({{"k", point.k},
                      {"inertia", point.inertia},
                      {"silhouette", point.silhouette},
                      {"davies_bouldin", point.davies_bouldin},
                      {"calinski_harabasz", point.calinski_harabasz},
                      {"gap", point.gap},
                      {"gap_deviation", point.gap_deviation},
                      {"seed_ari", point.seed_ari},
                      {"seed_ari_min", point.seed_ari_min},
                      {"bootstrap_ari", point.bootstrap_ari},
                      {"bootstrap_ari_min", point.bootstrap_ari_min},
                      {"smallest_share", point.smallest_share}});
  return {{"points", points},
          {"chosen_k", sweep.chosen_k},
          {"rule", sweep.rule},
          {"reason", sweep.reason},
          {"silhouette_is_sampled", sweep.silhouette_is_sampled},
          {"silhouette_rows", sweep.silhouette_rows}};
}

Sweep sweep_from_json(const nlohmann::json& json) {
  const JsonFields fields(json, "sweep");
  Sweep sweep;
  for (const nlohmann::json& point : fields.array("points")) {
    sweep.points.push_back(read_point(point));
    const size_t count = sweep.points.size();
    if (count > 1 && sweep.points[count - 1].k <= sweep.points[count - 2].k)
      fields.refuse("points", "ascending k");
  }
  sweep.chosen_k = fields.integer("chosen_k");
  sweep.rule = fields.text("rule");
  sweep.reason = fields.text("reason");
  sweep.silhouette_is_sampled = fields.flag("silhouette_is_sampled");
  sweep.silhouette_rows = fields.integer("silhouette_rows");
  const auto is_chosen = [&](const SweepPoint& point) { return point.k == sweep.chosen_k; };
  if (!sweep.points.empty() && std::none_of(sweep.points.begin(), sweep.points.end(), is_chosen))
    fields.refuse("chosen_k", "one of the k of its points");
  return sweep;
}

}  // namespace affekt
