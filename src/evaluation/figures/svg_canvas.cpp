#include "evaluation/figures/svg_canvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text/characters.h"
#include "evaluation/figures/figure_style.h"

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

}  // namespace

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
                     escape_html(description), standalone_figure_style()) +
         fmt::format("<rect width=\"{:.0f}\" height=\"{:.0f}\" class=\"background\"/>\n", width_, height_) +
         body_ + "</svg>\n";
}

bool is_standalone_svg(std::string_view text) {
  return text.substr(0, kSvgBegin.size()) == kSvgBegin;
}

double text_width(std::string_view text) {
  constexpr double kCharacterWidth = 6.8;  // of the 12 px label, on average
  return kCharacterWidth * static_cast<double>(count_characters(text));
}

double label_width(const std::vector<std::string>& labels) {
  double longest = 0;
  for (const std::string& label : labels) longest = std::max(longest, text_width(label));
  return longest + 10;
}

void draw_series_names(SvgCanvas& canvas, double x, double y, const std::vector<SeriesName>& names) {
  constexpr double kGap = 14;
  for (const SeriesName& name : names) {
    canvas.text(x, y, name.text, "label " + name.css_class);
    x += text_width(name.text) + kGap;
  }
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
