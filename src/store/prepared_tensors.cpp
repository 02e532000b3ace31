#include "store/prepared_tensors.h"

#include <cstring>
#include <numeric>

#include "core/error.h"
#include "store/prepared_rows.h"

namespace affekt {

namespace fs = std::filesystem;

void write_prepared_tensors(const fs::path& path, const PreparedTensors& prepared) {
  const TensorRows& rows = prepared.rows;
  std::vector<RowTensor> tensors;
  for (const auto& [name, tensor] : rows.tensors) {
    AFFEKT_CHECK(!tensor.shape.empty(), "the tensor '" + name + "' has no rows");
    tensors.push_back({name, tensor.type, {tensor.shape.begin() + 1, tensor.shape.end()}});
  }
  AFFEKT_CHECK(rows.splits.size() == static_cast<size_t>(rows.num_rows),
               "'splits' has another number of rows");
  PreparedRowsWriter writer(path, prepared.info, tensors);
  writer.append(rows.tensors, rows.splits, rows.source_ids);
  writer.finish(prepared.about);
}

PreparedTensors read_prepared_tensors(const fs::path& path, const std::string& kind) {
  const PreparedRowsReader reader(path, kind);
  PreparedTensors prepared{reader.envelope(), {}, reader.about()};
  prepared.rows.num_rows = reader.num_rows();
  prepared.rows.splits = reader.splits();
  prepared.rows.source_ids = reader.source_ids();
  std::vector<int64_t> all(reader.splits().size());
  std::iota(all.begin(), all.end(), int64_t{0});
  for (const RowTensor& tensor : reader.tensors())
    prepared.rows.tensors[tensor.name] = reader.read(tensor.name, all);
  return prepared;
}

TensorRows select_split(const TensorRows& rows, Split split) {
  const std::vector<int64_t> chosen = rows_of_split(rows.splits, split);
  TensorRows selected;
  selected.num_rows = static_cast<int64_t>(chosen.size());
  selected.splits.assign(chosen.size(), split);
  for (const int64_t row : chosen) selected.source_ids.push_back(rows.source_ids[static_cast<size_t>(row)]);
  for (const auto& [name, tensor] : rows.tensors) {
    std::vector<int64_t> shape = tensor.shape;
    shape[0] = selected.num_rows;
    HostTensor& part = selected.tensors[name] = HostTensor::make(tensor.type, shape);
    if (part.bytes.empty()) continue;
    const size_t row_bytes = part.bytes.size() / chosen.size();
    for (size_t i = 0; i < chosen.size(); ++i) {
      std::memcpy(part.bytes.data() + i * row_bytes,
                  tensor.bytes.data() + static_cast<size_t>(chosen[i]) * row_bytes, row_bytes);
    }
  }
  return selected;
}

}  // namespace affekt
