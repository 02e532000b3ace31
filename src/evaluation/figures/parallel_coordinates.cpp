#include "evaluation/figures/parallel_coordinates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <set>

#include "core/error.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

constexpr double kAxisTop = 44, kAxisHeight = 260, kFirstAxis = 70, kBelowAxes = 20, kLeastStep = 140;
constexpr double kLeastTickGap = 13;  // px, for labels that stand apart
constexpr size_t kMostOwnTicks = 8;   // an axis with more different numbers gets round ticks

struct AxisTick {
  double share;  // 0 is the bottom of the axis, 1 its top
  std::string text;
};

/// An axis with its trials' places on it.
struct DrawnAxis {
  std::string title;
  std::vector<double> shares;  // one a trial
  std::vector<AxisTick> ticks;
};

bool read_numbers(const std::vector<std::string>& texts, std::vector<double>& numbers) {
  numbers.clear();
  for (const std::string& text : texts) {
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || !std::isfinite(value))
      return false;
    numbers.push_back(value);
  }
  return true;
}

/// Numbers over more than a factor of 20 are read better by their logarithm.
bool reads_better_as_log(const std::vector<double>& numbers) {
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  return *low > 0 && *high / *low > 20;
}

/// Round numbers between two; of a logarithmic axis powers of ten.
std::vector<double> list_round_numbers(double low, double high, bool is_log) {
  if (!is_log) return round_ticks(low, high, 6);
  std::vector<double> ticks;
  for (double exponent = std::ceil(std::log10(low)); std::pow(10, exponent) <= high * 1.0001; ++exponent)
    ticks.push_back(std::pow(10, exponent));
  return ticks;
}

DrawnAxis place_numbers(const std::string& title, const std::vector<double>& numbers, bool is_log) {
  const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
  const double low = *least, high = *most;
  const auto share_of = [&](double value) {
    if (low == high) return 0.5;
    return is_log ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  };
  DrawnAxis axis;
  axis.title = title;
  for (const double number : numbers) axis.shares.push_back(share_of(number));
  const std::set<double> own(numbers.begin(), numbers.end());
  const std::vector<double> ticks = own.size() <= kMostOwnTicks ? std::vector<double>(own.begin(), own.end())
                                                                : list_round_numbers(low, high, is_log);
  for (const double tick : ticks) axis.ticks.push_back({share_of(tick), fmt::format("{:.4g}", tick)});
  return axis;
}

DrawnAxis place_names(const std::string& title, const std::vector<std::string>& texts) {
  std::vector<std::string> names;
  for (const std::string& text : texts)
    if (std::find(names.begin(), names.end(), text) == names.end()) names.push_back(text);
  const auto share_of = [&](size_t index) {
    return names.size() == 1 ? 0.5 : static_cast<double>(index) / static_cast<double>(names.size() - 1);
  };
  DrawnAxis axis;
  axis.title = title;
  for (const std::string& text : texts)
    axis.shares.push_back(
        share_of(static_cast<size_t>(std::find(names.begin(), names.end(), text) - names.begin())));
  for (size_t i = 0; i < names.size(); ++i) axis.ticks.push_back({share_of(i), names[i]});
  return axis;
}

DrawnAxis place_scores(const ParallelCoordinates& trials) {
  const auto [least, most] = std::minmax_element(trials.scores.begin(), trials.scores.end());
  const bool is_percent = trials.metric.format == MetricFormat::kPercent;
  const double factor = is_percent ? 100 : 1;
  DrawnAxis axis;
  axis.title = trials.metric.title + (is_percent ? " (%)" : "");
  const auto share_of = [&](double score) {
    if (*least == *most) return 0.5;
    const double share = (score - *least) / (*most - *least);
    return trials.metric.higher_is_better ? share : 1 - share;
  };
  for (const double score : trials.scores) axis.shares.push_back(share_of(score));
  for (const double score : {*least, *most})
    axis.ticks.push_back(
        {share_of(score), is_percent ? fmt::format("{:.1f}", factor * score) : fmt::format("{:.4g}", score)});
  if (*least == *most) return axis;
  const std::vector<double> ticks = round_ticks(factor * *least, factor * *most, 5);
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
  for (const double tick : ticks) axis.ticks.push_back({share_of(tick / factor), tick_text(tick, step)});
  return axis;
}

double y_of(double share) {
  return kAxisTop + (1 - share) * kAxisHeight;
}

void draw_parallel_axis(SvgCanvas& canvas, const DrawnAxis& axis, double x, bool is_last) {
  canvas.line(x, kAxisTop, x, kAxisTop + kAxisHeight, "axis");
  canvas.text(x, kAxisTop - 18, axis.title, "label", SvgCanvas::Anchor::kMiddle);
  std::vector<double> taken;
  for (const AxisTick& tick : axis.ticks) {
    const double y = y_of(tick.share);
    if (std::any_of(taken.begin(), taken.end(), [&](double at) { return std::abs(at - y) < kLeastTickGap; }))
      continue;
    taken.push_back(y);
    canvas.line(x - 3, y, x + 3, y, "axis");
    canvas.text(is_last ? x + 8 : x - 6, y + 4, tick.text, "tick",
                is_last ? SvgCanvas::Anchor::kStart : SvgCanvas::Anchor::kEnd);
  }
}

/// From the worst to the best.
std::vector<size_t> order_by_score(const ParallelCoordinates& trials) {
  std::vector<size_t> order(trials.scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return trials.metric.higher_is_better ? trials.scores[a] < trials.scores[b]
                                          : trials.scores[a] > trials.scores[b];
  });
  return order;
}

}  // namespace

Figure draw_parallel_coordinates(const ParallelCoordinates& trials) {
  AFFEKT_CHECK(!trials.axes.empty() && trials.best < trials.scores.size(), "nothing to draw");
  std::vector<DrawnAxis> axes;
  std::vector<std::string> titles;
  for (const ParallelAxis& axis : trials.axes) {
    std::vector<double> numbers;
    const bool is_number = read_numbers(axis.texts, numbers);
    axes.push_back(is_number ? place_numbers(axis.title, numbers, axis.is_log || reads_better_as_log(numbers))
                             : place_names(axis.title, axis.texts));
    titles.push_back(axis.title);
  }
  axes.push_back(place_scores(trials));
  titles.push_back(axes.back().title);

  const double step = std::max(kLeastStep, label_width(titles));
  const auto x_of = [&](size_t axis) { return kFirstAxis + static_cast<double>(axis) * step; };
  std::vector<std::string> first_labels;
  for (const AxisTick& tick : axes.front().ticks) first_labels.push_back(tick.text);
  const double left_more = std::max(
      {0.0, label_width({titles.front()}) / 2 - kFirstAxis, label_width(first_labels) + 6 - kFirstAxis});
  SvgCanvas drawing(x_of(axes.size() - 1) + std::max(70.0, label_width({titles.back()}) / 2),
                    kAxisTop + kAxisHeight + kBelowAxes);
  const std::vector<size_t> order = order_by_score(trials);
  const auto draw_line = [&](size_t trial, const std::string& css_class) {
    std::vector<std::pair<double, double>> points;
    for (size_t a = 0; a < axes.size(); ++a) points.emplace_back(x_of(a), y_of(axes[a].shares[trial]));
    drawing.polyline(points, css_class);
  };
  for (size_t i = 0; i < order.size(); ++i)
    if (order[i] != trials.best) draw_line(order[i], fmt::format("trial quarter-{}", 4 * i / order.size()));
  for (size_t a = 0; a < axes.size(); ++a)
    draw_parallel_axis(drawing, axes[a], x_of(a), a + 1 == axes.size());
  draw_line(trials.best, "trial best");
  for (const size_t trial : order)
    drawing.circle(x_of(axes.size() - 1), y_of(axes.back().shares[trial]), trial == trials.best ? 5 : 3.5,
                   trial == trials.best ? "s2" : "s1", trials.tooltips[trial]);
  SvgCanvas canvas(drawing.width() + left_more, drawing.height());
  canvas.place(drawing, left_more, 0);
  return {"Trials in parallel coordinates",
          fmt::format("one line for each of {}, across {} and the score; the better a trial, the higher its "
                      "line ends and the stronger it is; the best one: {}",
                      count_of(static_cast<int64_t>(trials.scores.size()), "trial"),
                      fmt::join(titles.begin(), titles.end() - 1, ", "), trials.tooltips[trials.best]),
          canvas};
}

}  // namespace affekt
