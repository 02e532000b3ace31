// RAVDESS's file names: MM-VC-EE-II-SS-RR-AA, seven numbers of two digits.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace affekt {

/// In the order of the official numbers 01 to 08.
constexpr std::array<const char*, 8> kRavdessClasses = {"neutral", "calm",    "happy",   "sad",
                                                        "angry",   "fearful", "disgust", "surprised"};
constexpr int kNumRavdessActors = 24;

/// The numbers as they stand in the name, from 1.
struct RavdessName {
  int modality = 3;       // 1 image and sound, 2 image only, 3 sound only
  int vocal_channel = 1;  // 1 speech, 2 song
  int emotion = 1;        // 1..8, see kRavdessClasses
  int intensity = 1;      // 1 normal, 2 strong; neutral has no strong one
  int statement = 1;      // 1 "Kids are talking by the door", 2 "Dogs are sitting by the door"
  int repetition = 1;     // 1 or 2
  int actor = 1;          // 1..24; odd: male, even: female
};

/// Whether the stem has the form of a name: two digits, seven times, with hyphens between.
bool has_ravdess_form(std::string_view stem);

struct ParsedRavdessName {
  RavdessName name;
  std::string fault;  // empty: all is well; else "emotion code 09 is outside 1..8"
};

/// @param stem  the file's name without extension
ParsedRavdessName parse_ravdess_name(std::string_view stem);

/// "03-01-06-01-02-01-12"
std::string format_ravdess_name(const RavdessName& name);

/// 7 -> "Actor_07"
std::string ravdess_group(int actor);

}  // namespace affekt
