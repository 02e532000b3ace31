#include "core/files/local_file.h"

#include <nlohmann/json.hpp>

#include "core/files/atomic_file.h"

namespace affekt {
namespace {

constexpr char kPreparedPath[] = "prepared_path";

std::filesystem::path local_file(const std::filesystem::path& directory) {
  return directory / "local.json";
}

}  // namespace

void write_prepared_path(const std::filesystem::path& directory, const std::filesystem::path& prepared) {
  const nlohmann::json json = {{kPreparedPath, std::filesystem::absolute(prepared).string()}};
  // A path need not be UTF-8.
  write_text_atomically(local_file(directory),
                        json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

std::string explain_unknown_data(const std::filesystem::path& model) {
  const bool is_run = std::filesystem::is_directory(model);
  return std::string(is_run ? "there is no local.json in this run, so it does not say where its data is"
                            : "an ONNX file does not say where its data is") +
         "; name a prepared file with --data FILE.h5";
}

std::filesystem::path read_prepared_path(const std::filesystem::path& directory) {
  if (!std::filesystem::exists(local_file(directory))) return {};
  const auto json =
      nlohmann::json::parse(read_text_file(local_file(directory)), nullptr, /*allow_exceptions=*/false);
  const bool known = json.is_object() && json.contains(kPreparedPath) && json[kPreparedPath].is_string();
  return known ? json[kPreparedPath].get<std::string>() : std::string();
}

}  // namespace affekt
