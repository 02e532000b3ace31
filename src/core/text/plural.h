// The plurals of the words that reports and messages count.
#pragma once

#include <string>

namespace affekt {

/// "image" -> "images", "person" -> "people". @param word  its plural ends in s, but for "person"
std::string plural_of(const std::string& word);

}  // namespace affekt
