// The JSON object in a request's body, read strictly: types, ranges, choices and unknown keys.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace affekt {

/// All that read throw HttpFault (422) "n: expected a whole number from 1 to 500, got \"many\"".
class RequestObject {
 public:
  /// @throws HttpFault (400) if it is no JSON object
  explicit RequestObject(const std::string& body);

  bool has(const std::string& key);
  std::optional<double> number(const std::string& key, double least, double greatest);
  std::optional<int64_t> integer(const std::string& key, int64_t least, int64_t greatest);
  /// @param most_bytes  of the text, which is not empty and has no control characters
  std::optional<std::string> text(const std::string& key, size_t most_bytes);
  std::optional<std::string> choice(const std::string& key, const std::vector<std::string>& choices);
  std::vector<std::string> choices_of(const std::string& key, const std::vector<std::string>& choices);
  /// An object of numbers from 0 to 1 by names out of `names`; null if there is no such key.
  std::optional<std::vector<double>> shares(const std::string& key, const std::vector<std::string>& names);
  /// Call it when all keys were asked for.
  void refuse_unknown_keys() const;

 private:
  const nlohmann::json* find(const std::string& key);
  [[noreturn]] static void refuse(const std::string& key, const std::string& expected,
                                  const nlohmann::json& got);

  nlohmann::json object_;
  std::vector<std::string> known_;  // keys that were asked for
};

}  // namespace affekt
