// Drawing in SVG: marks with classes that one style sheet colours, and axes with round numbers.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text/markup_text.h"

namespace affekt {

/// Elements in user units (1 unit = 1 px at natural size), y downwards. Classes: see figure_style.cpp.
class SvgCanvas {
 public:
  SvgCanvas(double width, double height) : width_(width), height_(height) {}
  /// @param body  elements that another canvas has drawn; see read_standalone_svg
  SvgCanvas(double width, double height, std::string body)
      : width_(width), height_(height), body_(std::move(body)) {}

  enum class Anchor { kStart, kMiddle, kEnd };

  void text(double x, double y, std::string_view content, std::string_view css_class = "label",
            Anchor anchor = Anchor::kStart);
  /// Text that starts at (x, y) and is turned about it. @param degrees  clockwise
  void turned_text(double x, double y, double degrees, std::string_view content, std::string_view css_class);
  /// @param tooltip  shown when pointed at, read by screen readers; empty: none
  void rect(double x, double y, double width, double height, std::string_view css_class,
            std::string_view tooltip = {}, double opacity = 1);
  void line(double x1, double y1, double x2, double y2, std::string_view css_class);
  void circle(double x, double y, double radius, std::string_view css_class, std::string_view tooltip = {});
  void polyline(const std::vector<std::pair<double, double>>& points, std::string_view css_class);
  /// A filled area; closed by itself.
  void polygon(const std::vector<std::pair<double, double>>& points, std::string_view css_class);
  /// @param data  SVG path data in user units
  void path(std::string_view data, std::string_view css_class, std::string_view tooltip = {},
            double opacity = 1);
  /// `other`, moved to (x, y).
  void place(const SvgCanvas& other, double x, double y);

  double width() const { return width_; }
  double height() const { return height_; }

  /// <svg> for a page that holds page_figure_style().
  std::string inline_svg(std::string_view title, std::string_view description) const;
  /// A whole .svg file with its style; follows the reader's light or dark mode.
  std::string standalone_svg(std::string_view title, std::string_view description) const;

 private:
  std::string open_tag(std::string_view title, std::string_view description, bool standalone) const;
  double width_, height_;
  std::string body_;
};

/// Whether it was written by standalone_svg(). @param text  of a file
bool is_standalone_svg(std::string_view text);

/// Maps data to the canvas inside one rectangle.
struct PlotArea {
  double left = 0, top = 0, width = 0, height = 0;    // on the canvas
  double x_min = 0, x_max = 1, y_min = 0, y_max = 1;  // of the data

  double x(double value) const { return left + (value - x_min) / (x_max - x_min) * width; }
  double y(double value) const { return top + height - (value - y_min) / (y_max - y_min) * height; }
  double bottom() const { return top + height; }
  double right() const { return left + width; }
};

/// About how wide a text of class "label" is, in px; fonts differ.
double text_width(std::string_view text);
/// Room for the longest of some labels, in px.
double label_width(const std::vector<std::string>& labels);

struct SeriesName {
  std::string text, css_class;
};
/// What the colours of a figure stand for: names side by side, each in its colour, from (x, y) on.
void draw_series_names(SvgCanvas& canvas, double x, double y, const std::vector<SeriesName>& names);

/// A line and a number at every 20 % of an axis of shares. @param along_y  of the vertical axis
void draw_percent_grid(SvgCanvas& canvas, const PlotArea& area, bool along_y);

/// About `count` multiples of 1, 2 or 5 times a power of ten that lie inside [low, high], low < high.
std::vector<double> round_ticks(double low, double high, int count);
/// A tick in as few digits as tell it from its neighbours.
std::string tick_text(double value, double step);

}  // namespace affekt
