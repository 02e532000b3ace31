#include "evaluation/figures/read_svg.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>

namespace affekt {
namespace {

constexpr auto kNotFound = std::string_view::npos;

template <class Names>
bool is_one_of(std::string_view name, const Names& names) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// What stands in the quotes of `attribute="..."`; empty: it is not there.
std::string find_quoted(std::string_view text, std::string_view attribute) {
  const std::string begin = std::string(attribute) + "=\"";
  const size_t at = text.find(begin);
  if (at == kNotFound) return "";
  const std::string_view rest = text.substr(at + begin.size());
  return std::string(rest.substr(0, rest.find('"')));
}

/// @param tag  without < and >: `rect x="1" y="2" class="s1"/`
bool is_drawn_tag(std::string_view tag) {
  static constexpr std::string_view kElements[] = {"text",    "rect", "line", "circle", "polyline",
                                                   "polygon", "path", "g",    "title"};
  static constexpr std::string_view kAttributes[] = {
      "class", "x",  "y", "x1", "y1",     "x2",        "y2",          "width",       "height",
      "cx",    "cy", "r", "d",  "points", "transform", "text-anchor", "fill-opacity"};
  if (!tag.empty() && tag.front() == '/') return is_one_of(tag.substr(1), kElements);
  if (!tag.empty() && tag.back() == '/') tag.remove_suffix(1);
  const size_t end_of_name = std::min(tag.find(' '), tag.size());
  if (!is_one_of(tag.substr(0, end_of_name), kElements)) return false;
  for (tag.remove_prefix(end_of_name); !tag.empty();) {
    const size_t quote = tag.find("=\""), end = quote == kNotFound ? kNotFound : tag.find('"', quote + 2);
    if (tag.front() != ' ' || end == kNotFound || !is_one_of(tag.substr(1, quote - 1), kAttributes))
      return false;
    tag.remove_prefix(end + 1);
  }
  return true;
}

/// Texts and values hold neither < nor >: they are escaped.
bool is_drawn(std::string_view body) {
  for (size_t at = body.find('<'); at != kNotFound; at = body.find('<', at)) {
    const size_t end = body.find('>', at);
    if (end == kNotFound || !is_drawn_tag(body.substr(at + 1, end - at - 1))) return false;
    at = end;
  }
  return true;
}

}  // namespace

std::optional<SvgCanvas> read_standalone_svg(std::string_view text) {
  constexpr std::string_view kBeforeBody = "class=\"background\"/>\n", kEnd = "</svg>";
  if (!is_standalone_svg(text)) return std::nullopt;
  const size_t begin = text.find(kBeforeBody), end = text.rfind(kEnd);
  if (begin == kNotFound || end == kNotFound || end < begin) return std::nullopt;
  const double width = std::strtod(find_quoted(text, " width").c_str(), nullptr),
               height = std::strtod(find_quoted(text, " height").c_str(), nullptr);
  const std::string_view body = text.substr(begin + kBeforeBody.size(), end - begin - kBeforeBody.size());
  if (!(width > 0) || !(height > 0) || !is_drawn(body)) return std::nullopt;
  return SvgCanvas(width, height, std::string(body));
}

}  // namespace affekt
