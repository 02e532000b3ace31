#include "evaluation/figures/svg_canvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

const char* anchor_name(SvgCanvas::Anchor anchor) {
  constexpr const char* kNames[] = {"start", "middle", "end"};
  return kNames[static_cast<int>(anchor)];
}

std::string close_with_tooltip(std::string_view element, std::string_view tooltip) {
  if (tooltip.empty()) return "/>\n";
  return fmt::format("><title>{}</title></{}>\n", escape_html(tooltip), element);
}

std::string write_coordinates(const std::vector<std::pair<double, double>>& points) {
  std::string coordinates;
  for (const auto& [x, y] : points) coordinates += fmt::format("{:.1f},{:.1f} ", x, y);
  return coordinates;
}

/// How every drawing begins.
constexpr std::string_view kSvgBegin = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fig\" ";

constexpr const char* kLightColours =
    "--surface:#ffffff;--ink:#1b1f24;--muted:#5a6370;--grid:#e4e7eb;--axis:#b4bbc4;"
    "--heat:#1c4fa8;--on-heat:#ffffff;--s1:#2563c9;--s2:#c2570c;--s3:#15805a;--s4:#7c46c4;--s5:#cf3f86;"
    "--s6:#0d8ea6;--s7:#b98f00;--s8:#7b7268;--soft:#dbe6f8;--gap:#f0a35e;--below:#a3440a";
constexpr const char* kDarkColours =
    "--surface:#161a20;--ink:#e8eaed;--muted:#a2abb7;--grid:#2b323b;--axis:#525c68;"
    "--heat:#2f6bd0;--on-heat:#ffffff;--s1:#74a9ff;--s2:#f2a05c;--s3:#5cc795;--s4:#b797f7;--s5:#f58abb;"
    "--s6:#58c7d9;--s7:#e0c04f;--s8:#aaa196;--soft:#24364f;--gap:#b5651d;--below:#a8520f";

constexpr const char* kFigureRules = R"css(
.fig text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:12px;fill:var(--ink)}
.fig .background{fill:var(--surface)}
.fig text.title{font-size:13px;font-weight:600}
.fig text.tick,.fig text.axis-label{fill:var(--muted);font-size:11px}
.fig text.small{font-size:10px;fill:var(--muted)}
.fig text.small.dark{fill:var(--ink)}
.fig text.on-heat,.fig text.small.on-heat{fill:var(--on-heat)}
.fig text.s1{fill:var(--s1)}.fig text.s2{fill:var(--s2)}.fig text.s3{fill:var(--s3)}.fig text.s4{fill:var(--s4)}
.fig line.grid{stroke:var(--grid);stroke-width:1}
.fig line.axis{stroke:var(--axis);stroke-width:1}
.fig line.reference{stroke:var(--muted);stroke-width:1.2;stroke-dasharray:4 4}
.fig line.whisker{stroke:var(--ink);stroke-width:1.5}
.fig .cell{fill:var(--heat);stroke:var(--surface);stroke-width:2}
.fig .empty{fill:var(--grid);opacity:.45;stroke:var(--surface);stroke-width:2}
.fig rect.s1,.fig polygon.s1{fill:var(--s1)}.fig rect.s2,.fig polygon.s2{fill:var(--s2)}
.fig rect.s3,.fig polygon.s3{fill:var(--s3)}.fig rect.s4,.fig polygon.s4{fill:var(--s4)}
.fig rect.s5,.fig polygon.s5{fill:var(--s5)}.fig rect.s6,.fig polygon.s6{fill:var(--s6)}
.fig rect.s7,.fig polygon.s7{fill:var(--s7)}.fig rect.s8,.fig polygon.s8{fill:var(--s8)}
.fig rect.other,.fig polygon.other{fill:var(--axis)}.fig polygon.level{fill:var(--muted)}
.fig polygon{stroke:var(--surface);stroke-width:.8;stroke-linejoin:round}
.fig polygon.dense{stroke:none}
.fig text.on-series{fill:var(--surface);font-weight:600}
.fig rect.soft{fill:var(--soft)}
.fig rect.hover{fill:var(--ink);fill-opacity:0}.fig rect.hover:hover{fill-opacity:.15}
.fig rect.gap{fill:var(--gap);fill-opacity:.6}
.fig rect.histogram{fill:var(--muted);fill-opacity:.45}
.fig polyline{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.fig polyline.s1{stroke:var(--s1)}.fig polyline.s2{stroke:var(--s2)}.fig polyline.s3{stroke:var(--s3)}
.fig polyline.s4{stroke:var(--s4)}
.fig circle{stroke:var(--surface);stroke-width:1.5}
.fig circle.s1{fill:var(--s1)}.fig circle.s2{fill:var(--s2)}.fig circle.s3{fill:var(--s3)}.fig circle.s4{fill:var(--s4)}
.fig .s1{--c:var(--s1)}.fig .s2{--c:var(--s2)}.fig .s3{--c:var(--s3)}.fig .s4{--c:var(--s4)}
.fig .s5{--c:var(--s5)}.fig .s6{--c:var(--s6)}.fig .s7{--c:var(--s7)}.fig .s8{--c:var(--s8)}
.fig path.mark{fill:var(--c)}
.fig circle.ring{fill:var(--surface);stroke:var(--c);stroke-width:2.5}
.fig line.spread{stroke:var(--c);stroke-width:1.5}
.fig rect.above{fill:var(--heat);stroke:var(--surface);stroke-width:2}
.fig rect.below{fill:var(--below);stroke:var(--surface);stroke-width:2}
.fig circle.target{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:3 3}
.fig path.emotion{fill:var(--ink)}
.fig polyline.way{stroke:var(--s2)}
.fig polyline.trial{stroke:var(--s1);stroke-width:1.3}.fig polyline.best{stroke:var(--s2);stroke-width:3}
.fig polyline.quarter-0{opacity:.2}.fig polyline.quarter-1{opacity:.35}.fig polyline.quarter-2{opacity:.55}
)css";

}  // namespace

std::string escape_html(std::string_view text) {
  constexpr std::string_view kSpecial = "&<>\"'";
  constexpr const char* kEntities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
  std::string escaped;
  for (const char c : text) {
    const size_t which = kSpecial.find(c);
    if (which == std::string_view::npos) {
      escaped += c;
    } else {
      escaped += kEntities[which];
    }
  }
  return escaped;
}

std::string figure_style(std::string_view selector) {
  return fmt::format("{0}{{{1}}}\n@media (prefers-color-scheme:dark){{{0}{{{2}}}}}\n", selector,
                     kLightColours, kDarkColours) +
         kFigureRules;
}

void SvgCanvas::text(double x, double y, std::string_view content, std::string_view css_class,
                     Anchor anchor) {
  body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\" text-anchor=\"{}\">{}</text>\n", x, y,
                       css_class, anchor_name(anchor), escape_html(content));
}

void SvgCanvas::rect(double x, double y, double width, double height, std::string_view css_class,
                     std::string_view tooltip, double opacity) {
  body_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"{}\"", x,
                       y, std::max(0.0, width), std::max(0.0, height), css_class);
  if (opacity < 1) body_ += fmt::format(" fill-opacity=\"{:.3f}\"", opacity);
  body_ += close_with_tooltip("rect", tooltip);
}

void SvgCanvas::line(double x1, double y1, double x2, double y2, std::string_view css_class) {
  body_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1,
                       y1, x2, y2, css_class);
}

void SvgCanvas::circle(double x, double y, double radius, std::string_view css_class,
                       std::string_view tooltip) {
  body_ +=
      fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" class=\"{}\"", x, y, radius, css_class);
  body_ += close_with_tooltip("circle", tooltip);
}

void SvgCanvas::polyline(const std::vector<std::pair<double, double>>& points, std::string_view css_class) {
  body_ += fmt::format("<polyline class=\"{}\" points=\"{}\"/>\n", css_class, write_coordinates(points));
}

void SvgCanvas::polygon(const std::vector<std::pair<double, double>>& points, std::string_view css_class) {
  body_ += fmt::format("<polygon class=\"{}\" points=\"{}\"/>\n", css_class, write_coordinates(points));
}

void SvgCanvas::turned_text(double x, double y, double degrees, std::string_view content,
                            std::string_view css_class) {
  body_ += fmt::format("<text transform=\"translate({:.1f} {:.1f}) rotate({:.1f})\" class=\"{}\">{}</text>\n",
                       x, y, degrees, css_class, escape_html(content));
}

void SvgCanvas::path(std::string_view data, std::string_view css_class, std::string_view tooltip,
                     double opacity) {
  body_ += fmt::format("<path class=\"{}\"", css_class);
  if (opacity < 1) body_ += fmt::format(" fill-opacity=\"{:.3f}\"", opacity);
  body_ += fmt::format(" d=\"{}\"", data) + close_with_tooltip("path", tooltip);
}

void SvgCanvas::place(const SvgCanvas& other, double x, double y) {
  body_ += fmt::format("<g transform=\"translate({:.1f} {:.1f})\">\n{}</g>\n", x, y, other.body_);
}

std::string SvgCanvas::open_tag(std::string_view title, std::string_view description, bool standalone) const {
  // On a page a figure shrinks with its column, and grows a little, but not into poster type.
  const std::string size = standalone ? fmt::format(" width=\"{:.0f}\" height=\"{:.0f}\"", width_, height_)
                                      : fmt::format(" style=\"max-width:{:.0f}px\"", 1.2 * width_);
  return fmt::format("{}viewBox=\"0 0 {:.0f} {:.0f}\"{} role=\"img\" aria-label=\"{}: {}\">\n", kSvgBegin,
                     width_, height_, size, escape_html(title), escape_html(description));
}

std::string SvgCanvas::inline_svg(std::string_view title, std::string_view description) const {
  return open_tag(title, description, false) + body_ + "</svg>\n";
}

std::string SvgCanvas::standalone_svg(std::string_view title, std::string_view description) const {
  return open_tag(title, description, true) +
         fmt::format("<title>{}</title>\n<desc>{}</desc>\n<style>{}</style>\n", escape_html(title),
                     escape_html(description), figure_style("svg.fig")) +
         fmt::format("<rect width=\"{:.0f}\" height=\"{:.0f}\" class=\"background\"/>\n", width_, height_) +
         body_ + "</svg>\n";
}

bool is_standalone_svg(std::string_view text) {
  return text.substr(0, kSvgBegin.size()) == kSvgBegin;
}

double label_width(const std::vector<std::string>& labels) {
  constexpr double kCharacterWidth = 6.8;  // of the 12 px label, on average
  size_t longest = 0;
  for (const std::string& label : labels) longest = std::max(longest, label.size());
  return static_cast<double>(longest) * kCharacterWidth + 10;
}

void draw_percent_grid(SvgCanvas& canvas, const PlotArea& area, bool along_y) {
  for (const double tick : round_ticks(0, 1, 5)) {
    const std::string text = fmt::format("{:.0f}", 100 * tick);
    if (along_y) {
      canvas.line(area.left, area.y(tick), area.right(), area.y(tick), "grid");
      canvas.text(area.left - 6, area.y(tick) + 4, text, "tick", SvgCanvas::Anchor::kEnd);
    } else {
      canvas.line(area.x(tick), area.top, area.x(tick), area.bottom(), "grid");
      canvas.text(area.x(tick), area.bottom() + 15, text, "tick", SvgCanvas::Anchor::kMiddle);
    }
  }
}

std::vector<double> round_ticks(double low, double high, int count) {
  AFFEKT_CHECK(low < high && count > 0, "ticks need a range");
  const double rough = (high - low) / count;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double multiple : {1.0, 2.0, 5.0}) {
    if (multiple * power >= rough * 0.999) {
      step = multiple * power;
      break;
    }
  }
  std::vector<double> ticks;
  const double tolerance = step * 1e-6;
  for (double i = std::ceil((low - tolerance) / step); i * step <= high + tolerance; ++i)
    ticks.push_back(i * step + 0.0);  // + 0.0: no "-0"
  return ticks;
}

std::string tick_text(double value, double step) {
  const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  if (decimals > 4) return fmt::format("{:.0e}", value);
  return fmt::format("{:.{}f}", value, decimals);
}

}  // namespace affekt
