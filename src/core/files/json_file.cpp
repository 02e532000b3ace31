#include "core/files/json_file.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/files/atomic_file.h"

namespace affekt {

nlohmann::json read_json_object(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(path)) return nullptr;
  auto object = nlohmann::json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  return object.is_object() ? std::move(object) : nlohmann::json();
}

}  // namespace affekt
