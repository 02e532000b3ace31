#include "store/prepared_hdf5.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKindAttribute = "input_kind";
constexpr const char* kPrepareAgain = "delete it and run `affekt prepare`";

/// The texts among the attributes, by their names in the file.
constexpr std::pair<const char*, std::string PreparedEnvelope::*> kTextAttributes[] = {
    {"dataset_name", &PreparedEnvelope::dataset_name},
    {"ingest_options", &PreparedEnvelope::ingest_options},
    {"source_digest", &PreparedEnvelope::source_digest},
    {"content_digest", &PreparedEnvelope::content_digest},
    {"tool_version", &PreparedEnvelope::tool_version}};

/// Opens a prepared file of any kind and version. @throws DataError: no file, somebody else's HDF5
Hdf5Handle open_any_prepared_file(const fs::path& path) {
  std::error_code unknown;  // then opening it says why
  if (!fs::exists(path, unknown) && !unknown) {
    throw DataError(path.string() + ": there is no such prepared file; run `affekt prepare` to make it");
  }
  Hdf5Handle file = open_hdf5_file(path, "a prepared HDF5 file", kPrepareAgain);
  if (!has_attribute(file.get(), "schema_version") || !has_attribute(file.get(), "content_digest")) {
    throw DataError(path.string() + ": an HDF5 file, but not one that `affekt prepare` wrote: expected the " +
                    "attributes schema_version and content_digest; name another file, or " + kPrepareAgain);
  }
  return file;
}

[[noreturn]] void refuse_kind(const fs::path& path, const std::vector<std::string>& kinds,
                              const std::string& got) {
  std::string expected;
  for (const std::string& kind : kinds) expected += (expected.empty() ? "" : " or ") + kind;
  throw DataError(path.string() + ": a prepared file of " + expected + " expected, " + got +
                  " got; name the prepared file of this kind of model's data");
}

/// "" in a file of the first affekts, which knew one kind only.
std::string read_kind(hid_t file) {
  return has_attribute(file, kKindAttribute) ? read_text_attribute(file, kKindAttribute) : "";
}

PreparedEnvelope read_envelope(const fs::path& path, hid_t file, const std::vector<std::string>& kinds) {
  PreparedEnvelope envelope;
  envelope.kind = read_kind(file);
  if (!kinds.empty() && !envelope.kind.empty() &&
      std::find(kinds.begin(), kinds.end(), envelope.kind) == kinds.end()) {
    refuse_kind(
        path, kinds,
        "one of " + envelope.kind + " (data set '" + read_text_attribute(file, "dataset_name") + "')");
  }
  envelope.schema_version = read_int_attribute(file, "schema_version");
  if (envelope.schema_version != kPreparedSchemaVersion) {
    throw DataError(path.string() + ": prepared-file schema version " +
                    std::to_string(kPreparedSchemaVersion) + " expected, " +
                    std::to_string(envelope.schema_version) + " got (written by affekt " +
                    read_text_attribute(file, "tool_version") +
                    "); prepare the data again with `affekt prepare`, and name the file that it prints "
                    "(--data FILE.h5)");
  }
  if (envelope.kind.empty()) refuse_kind(path, kinds, "one that doesn't tell its kind");
  for (const auto& [name, member] : kTextAttributes) envelope.*member = read_text_attribute(file, name);
  return envelope;
}

}  // namespace

void explain_damage(const fs::path& path, const std::function<void()>& action) {
  const Hdf5Session session;
  try {
    action();
  } catch (const Hdf5Failure& failure) {
    throw DataError(path.string() + ": damaged or truncated prepared file (" + failure.what() + "); " +
                    kPrepareAgain);
  } catch (const nlohmann::json::exception& failure) {
    throw DataError(path.string() + ": damaged prepared file, a text in it is no JSON (" + failure.what() +
                    "); " + kPrepareAgain);
  }
}

Hdf5Handle open_prepared_file(const fs::path& path, const std::vector<std::string>& kinds,
                              PreparedEnvelope& envelope) {
  Hdf5Handle file = open_any_prepared_file(path);
  envelope = read_envelope(path, file.get(), kinds);
  return file;
}

void check_content_digest(const fs::path& path, const PreparedEnvelope& envelope, const std::string& got) {
  if (got == envelope.content_digest) return;
  throw DataError(path.string() + ": its content was changed: content digest " + envelope.content_digest +
                  " expected, " + got + " got; " + kPrepareAgain);
}

void write_envelope_attributes(hid_t file, const PreparedEnvelope& envelope) {
  AFFEKT_CHECK(!envelope.kind.empty() && !envelope.content_digest.empty(),
               "a prepared file needs a kind and a content digest");
  write_attribute(file, kKindAttribute, envelope.kind);
  write_attribute(file, "schema_version", kPreparedSchemaVersion);
  for (const auto& [name, member] : kTextAttributes) write_attribute(file, name, envelope.*member);
}

void write_prepared_envelope(const fs::path& path, const PreparedEnvelope& envelope,
                             const std::function<void(hid_t file)>& write_payload) {
  std::string image;
  {
    const Hdf5Session session;
    try {
      image = make_hdf5_image([&](hid_t file) {
        write_payload(file);
        write_envelope_attributes(file, envelope);
      });
    } catch (const Hdf5Failure& failure) {
      throw ArtifactError(path.string() + ": the prepared file can't be written: " + failure.what());
    }
  }
  write_text_atomically(path, image);
}

PreparedEnvelope read_prepared_envelope(const fs::path& path, const std::vector<std::string>& kinds,
                                        const ReadPayload& read_payload) {
  std::string got;
  PreparedEnvelope envelope;
  explain_damage(path, [&] {
    const Hdf5Handle file = open_prepared_file(path, kinds, envelope);
    got = read_payload(file.get(), envelope);
  });
  if (!got.empty()) check_content_digest(path, envelope, got);
  return envelope;
}

PreparedEnvelope read_prepared_envelope(const fs::path& path) {
  return read_prepared_envelope(path, {}, [](hid_t, const PreparedEnvelope&) { return ""; });
}

std::string read_prepared_kind(const fs::path& path) {
  std::string kind;
  explain_damage(path, [&] { kind = read_kind(open_any_prepared_file(path).get()); });
  return kind;
}

void write_json(hid_t file, const std::string& name, const nlohmann::json& value) {
  write_text(file, name, to_json_text(value));
}

nlohmann::json read_json(hid_t file, const std::string& name) {
  return nlohmann::json::parse(read_text(file, name));
}

void update_with_number(Sha256& digest, int64_t number) {
  digest.update(std::to_string(number) + "\n");
}

void update_with_texts(Sha256& digest, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    update_with_number(digest, static_cast<int64_t>(text.size()));
    digest.update(text);
  }
}

}  // namespace affekt
