// Lists as Python prints them: "[312, 144.5, nan]" and "['Peace', \"it's\"]".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace affekt {

struct NumberList {
  std::vector<double> numbers;  // NaN for nan and None
  std::string fault;            // "a Python list of numbers expected, 'abc' got"; empty: all is well
};
struct TextList {
  std::vector<std::string> texts;
  std::string fault;
};

/// A tuple "(1, 2)" will do, as will blanks anywhere between the items.
NumberList parse_number_list(std::string_view text);
/// Quotes are single or double, and backslashes escape them.
TextList parse_text_list(std::string_view text);

}  // namespace affekt
