// manifest.json: what made this run.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace affekt {

/// The prepared data of a run: their name, content digest and the digest of what they were prepared from.
struct ManifestData {
  std::string name, digest, source_digest;
};

/// Tool version, git commit, library versions, processor, threads, the seed and the data: what the manifest
/// of every run holds, and nothing that tells whose machine it was. The caller may add to it.
nlohmann::json make_manifest(int64_t seed, const ManifestData& data);
/// Atomically. @throws ArtifactError (full disk ...)
void write_manifest(const std::filesystem::path& path, const nlohmann::json& manifest);
/// Nothing if the file is missing or damaged, or has no digest of the data.
std::optional<ManifestData> read_manifest_data(const std::filesystem::path& path);

}  // namespace affekt
