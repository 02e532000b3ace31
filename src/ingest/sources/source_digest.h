// The identity of a raw data set: one digest over the names, sizes and contents of its files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ingest/sources/source.h"

namespace affekt {

struct SourceDigest {
  std::string digest;                     // SHA-256 over all lines "path size content-digest", 64 hex digits
  std::vector<std::string> file_digests;  // SHA-256 of the content, in the order of the files
};

/// A file under the name by which it enters the digest.
struct DigestFile {
  std::string name;
  std::filesystem::path path;
};

/// Reads every file once, in parallel. An unreadable file has the digest "unreadable": the reading of the
/// samples reports it by name.
SourceDigest digest_files(const std::vector<DigestFile>& files);
/// The files of a source, by their paths inside it.
SourceDigest digest_source(const Source& source);

}  // namespace affekt
