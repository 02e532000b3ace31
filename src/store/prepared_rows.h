// A prepared file of rows with named tensors that may be larger than memory: written block by block, read row
// by row.
//
//   PreparedRowsWriter writer(path, envelope, {{"body", DType::kUint8, {3, 112, 112}}, ...});
//   writer.append({{"body", block}, ...}, splits, source_ids);  // as often as there are blocks
//   writer.finish(about);
//
//   const PreparedRowsReader reader(path, "people");
//   const HostTensor body = reader.read("body", {17, 4, 4});  // uint8 [3, 3, 112, 112]
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "store/prepared_envelope.h"
#include "store/rows/row_tensor.h"
#include "store/samples.h"

namespace affekt {

/// The content digest is over the splits, the source ids, the tensors in the order of their names, and
/// `about`. It is computed while the rows are written.
class PreparedRowsWriter {
 public:
  /// Appears at `path` when finish() is called, or not at all.
  /// @param envelope  its kind is the name that the file is read by; content_digest is filled in here
  /// @throws ArtifactError (also of the others): the folder is missing, the disk is full ...
  PreparedRowsWriter(const std::filesystem::path& path, const PreparedEnvelope& envelope,
                     const std::vector<RowTensor>& tensors);
  ~PreparedRowsWriter();
  PreparedRowsWriter(const PreparedRowsWriter&) = delete;
  PreparedRowsWriter& operator=(const PreparedRowsWriter&) = delete;

  /// @param rows  each tensor of the constructor, [B, ...]; B is the size of the other two
  void append(const HostTensors& rows, const std::vector<Split>& splits,
              const std::vector<std::string>& source_ids);
  /// @param about  what the kind wants to say of the whole file; any JSON
  /// @return  the envelope with the content digest
  PreparedEnvelope finish(const nlohmann::json& about);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Thread-safe: HDF5 is held by one thread at a time. In memory are the splits, the source ids and `about`;
/// of the tensors only the rows that are asked for.
class PreparedRowsReader {
 public:
  /// Reads the whole file once, in blocks, to check its digest: 1 s for about 0.5 GB, with a progress bar.
  /// @throws DataError: not a prepared file of this kind, another schema version, truncated, digest differs
  PreparedRowsReader(const std::filesystem::path& path, const std::string& kind);
  ~PreparedRowsReader();
  PreparedRowsReader(const PreparedRowsReader&) = delete;
  PreparedRowsReader& operator=(const PreparedRowsReader&) = delete;

  const PreparedEnvelope& envelope() const;
  int64_t num_rows() const;
  const std::vector<RowTensor>& tensors() const;       // in the order of their names
  const std::vector<Split>& splits() const;            // [N]
  const std::vector<std::string>& source_ids() const;  // [N]
  const nlohmann::json& about() const;
  /// @param rows  in any order, also repeatedly; a row beyond the file or an unknown name is a bug of ours
  /// @return      [rows.size(), ...]  @throws DataError if the file was damaged since it was opened
  HostTensor read(const std::string& tensor, const std::vector<int64_t>& rows) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace affekt
