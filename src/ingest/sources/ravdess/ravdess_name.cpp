#include "ingest/sources/ravdess/ravdess_name.h"

#include <cctype>

#include <fmt/format.h>

namespace affekt {
namespace {

constexpr size_t kFormLength = 7 * 2 + 6;

struct Field {
  const char* name;
  int max;
  int RavdessName::*member;
};

constexpr std::array<Field, 7> kFields = {{{"modality", 3, &RavdessName::modality},
                                           {"vocal channel", 2, &RavdessName::vocal_channel},
                                           {"emotion", 8, &RavdessName::emotion},
                                           {"intensity", 2, &RavdessName::intensity},
                                           {"statement", 2, &RavdessName::statement},
                                           {"repetition", 2, &RavdessName::repetition},
                                           {"actor", kNumRavdessActors, &RavdessName::actor}}};

/// Combinations that RAVDESS doesn't have.
std::string find_contradiction(const RavdessName& name) {
  constexpr int kNeutralEmotion = 1, kSong = 2, kStrong = 2, kLastSungEmotion = 6;
  if (name.emotion == kNeutralEmotion && name.intensity == kStrong)
    return "neutral has no strong intensity (02)";
  if (name.vocal_channel == kSong && name.emotion > kLastSungEmotion) {
    return fmt::format("emotion code {:02} is outside 1..{} of song", name.emotion, kLastSungEmotion);
  }
  return "";
}

}  // namespace

bool has_ravdess_form(std::string_view stem) {
  if (stem.size() != kFormLength) return false;
  for (size_t i = 0; i < stem.size(); ++i) {
    const bool is_right =
        i % 3 == 2 ? stem[i] == '-' : std::isdigit(static_cast<unsigned char>(stem[i])) != 0;
    if (!is_right) return false;
  }
  return true;
}

ParsedRavdessName parse_ravdess_name(std::string_view stem) {
  ParsedRavdessName parsed;
  if (!has_ravdess_form(stem)) {
    parsed.fault =
        "a name like 03-01-06-01-02-01-12 expected (modality, vocal channel, emotion, intensity, "
        "statement, repetition, actor)";
    return parsed;
  }
  for (size_t i = 0; i < kFields.size(); ++i) {
    const int code = 10 * (stem[3 * i] - '0') + (stem[3 * i + 1] - '0');
    if (code < 1 || code > kFields[i].max) {
      parsed.fault = fmt::format("{} code {:02} is outside 1..{}", kFields[i].name, code, kFields[i].max);
      return parsed;
    }
    parsed.name.*kFields[i].member = code;
  }
  parsed.fault = find_contradiction(parsed.name);
  return parsed;
}

std::string format_ravdess_name(const RavdessName& name) {
  std::string text;
  for (const Field& field : kFields) {
    text += fmt::format("{}{:02}", text.empty() ? "" : "-", name.*field.member);
  }
  return text;
}

std::string ravdess_group(int actor) {
  return fmt::format("Actor_{:02}", actor);
}

}  // namespace affekt
