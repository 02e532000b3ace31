#include "config/nearest_key.h"

#include <algorithm>

namespace affekt {
namespace {

constexpr size_t kMinPartLength = 3;

bool is_part_of(std::string_view part, std::string_view whole) {
  return part.size() >= kMinPartLength && whole.find(part) != std::string_view::npos;
}

}  // namespace

size_t compute_edit_distance(std::string_view a, std::string_view b) {
  const size_t width = b.size() + 1;
  std::vector<size_t> d((a.size() + 1) * width);
  for (size_t i = 0; i <= a.size(); ++i) d[i * width] = i;
  for (size_t j = 0; j <= b.size(); ++j) d[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = d[(i - 1) * width + j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      size_t best = std::min({d[(i - 1) * width + j] + 1, d[i * width + j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        best = std::min(best, d[(i - 2) * width + j - 2] + 1);
      }
      d[i * width + j] = best;
    }
  }
  return d.back();
}

std::string find_nearest(std::string_view word, const std::vector<std::string>& candidates) {
  const size_t limit = std::max<size_t>(1, word.size() / 3);
  std::string nearest;
  size_t nearest_distance = limit + 1;
  for (const std::string& candidate : candidates) {
    const size_t distance = compute_edit_distance(word, candidate);
    // A word of two letters is one edit away from anything short.
    if (distance >= std::max(word.size(), candidate.size())) continue;
    if (distance < nearest_distance) {
      nearest = candidate;
      nearest_distance = distance;
    }
  }
  if (!nearest.empty()) return nearest;
  for (const std::string& candidate : candidates) {
    if (is_part_of(word, candidate) || is_part_of(candidate, word)) return candidate;
  }
  return "";
}

std::string suggest_nearest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string nearest = find_nearest(word, candidates);
  return nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?";
}

}  // namespace affekt
