// What says of a picture or a recording which emotion it shows.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace affekt {

/// One thread at a time.
class EmotionSource {
 public:
  virtual ~EmotionSource() = default;
  /// The answer of POST /v1/emotion, as page/openapi.json describes it.
  /// @param bytes  a picture's or a sound's file
  /// @throws DataError  it can't be read as one, or holds nothing to answer for
  virtual nlohmann::ordered_json read(const std::string& bytes) = 0;
};

}  // namespace affekt
