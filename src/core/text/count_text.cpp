#include "core/text/count_text.h"

#include "core/text/plural.h"

namespace affekt {

std::string format_count(int64_t count) {
  std::string digits = std::to_string(count);
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > (count < 0 ? 1 : 0); i -= 3) {
    digits.insert(static_cast<size_t>(i), ",");
  }
  return digits;
}

std::string count_of(int64_t count, const std::string& word) {
  return format_count(count) + " " + (count == 1 ? word : plural_of(word));
}

std::string plural_of(const std::string& word) {
  return word == "person" ? "people" : word + "s";
}

std::string list_numbers(const std::vector<int64_t>& numbers, size_t most) {
  std::string text;
  for (size_t i = 0; i < numbers.size() && i < most; ++i)
    text += (i > 0 ? ", " : "") + std::to_string(numbers[i]);
  if (numbers.size() > most)
    text += " and " + format_count(static_cast<int64_t>(numbers.size() - most)) + " more";
  return text;
}

}  // namespace affekt
