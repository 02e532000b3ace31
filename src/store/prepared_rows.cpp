#include "store/prepared_rows.h"

#include <algorithm>
#include <deque>
#include <optional>

#include "core/error.h"
#include "core/process/progress.h"
#include "core/text/text.h"
#include "store/prepared_hdf5.h"
#include "store/read_sample_rows.h"
#include "store/rows/growing_hdf5.h"
#include "store/rows/hdf5_row_tensor.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTensorNames = "tensor_names";  // an attribute, in the order of the names
constexpr const char* kGroup = "tensors/";
constexpr const char* kAbout = "about";
// A row is read by itself when an epoch is shuffled, so that large rows have a chunk each.
constexpr size_t kRowChunkBytes = size_t{1} << 16;
constexpr size_t kBlockBytes = size_t{1} << 22;  // of the check of a digest

struct TensorDigest {
  RowTensor tensor;
  std::string digest;  // of its bytes
};

std::string join_digests(const std::vector<Split>& splits, const std::vector<std::string>& source_ids,
                         const std::vector<TensorDigest>& tensors, const std::string& about) {
  Sha256 digest;
  update_with_numbers(digest, splits);
  update_with_texts(digest, source_ids);
  for (const TensorDigest& part : tensors) {
    update_with_texts(digest, {part.tensor.name, name_of(part.tensor.type), part.digest});
    update_with_numbers(digest, part.tensor.row_shape);
  }
  update_with_texts(digest, {about});
  return digest.finish();
}

size_t bytes_of_row(const RowTensor& tensor) {
  size_t bytes = size_of(tensor.type);
  for (const int64_t extent : tensor.row_shape) bytes *= static_cast<size_t>(extent);
  return bytes;
}

std::vector<int64_t> shape_of_rows(const RowTensor& tensor, size_t num_rows) {
  std::vector<int64_t> shape = {static_cast<int64_t>(num_rows)};
  shape.insert(shape.end(), tensor.row_shape.begin(), tensor.row_shape.end());
  return shape;
}

}  // namespace

struct PreparedRowsWriter::State {
  State(const fs::path& path, PreparedEnvelope info)
      : envelope(std::move(info)), file(path, "the prepared file") {}

  struct Column {
    RowTensor tensor;
    size_t array = 0;
    Sha256 digest;
  };
  PreparedEnvelope envelope;
  GrowingHdf5File file;
  std::deque<Column> columns;  // in the order of the names
  std::vector<Split> splits;
  std::vector<std::string> source_ids;
};

PreparedRowsWriter::PreparedRowsWriter(const fs::path& path, const PreparedEnvelope& envelope,
                                       const std::vector<RowTensor>& tensors) {
  AFFEKT_CHECK(!tensors.empty(), "no tensor");
  AFFEKT_CHECK(!envelope.kind.empty(), "a prepared file needs a kind");
  state_ = std::make_unique<State>(path, envelope);
  for (const RowTensor& tensor : tensors) {
    State::Column& column = state_->columns.emplace_back();
    column.tensor = tensor;
    column.array = state_->file.add({kGroup + tensor.name, tensor.type, tensor.row_shape}, kRowChunkBytes);
  }
}

PreparedRowsWriter::~PreparedRowsWriter() = default;

void PreparedRowsWriter::append(const HostTensors& rows, const std::vector<Split>& splits,
                                const std::vector<std::string>& source_ids) {
  State& state = *state_;
  AFFEKT_CHECK(splits.size() == source_ids.size() && rows.size() == state.columns.size(),
               "the members of the rows disagree on their number, or a tensor is missing or left over");
  for (State::Column& column : state.columns) {
    const auto found = rows.find(column.tensor.name);
    AFFEKT_CHECK(found != rows.end(), "the tensor '" + column.tensor.name + "' is missing");
    const HostTensor& tensor = found->second;
    AFFEKT_CHECK(tensor.type == column.tensor.type &&
                     tensor.shape == shape_of_rows(column.tensor, splits.size()) &&
                     tensor.bytes.size() == splits.size() * bytes_of_row(column.tensor),
                 "the tensor '" + column.tensor.name + "' has another type, shape or number of rows");
    column.digest.update(tensor.bytes.data(), tensor.bytes.size());
    state.file.append(column.array, tensor.bytes.data(), static_cast<int64_t>(splits.size()));
  }
  state.splits.insert(state.splits.end(), splits.begin(), splits.end());
  state.source_ids.insert(state.source_ids.end(), source_ids.begin(), source_ids.end());
}

PreparedEnvelope PreparedRowsWriter::finish(const nlohmann::json& about) {
  State& state = *state_;
  const std::string about_text = to_json_text(about);
  std::vector<TensorDigest> tensors;
  for (State::Column& column : state.columns) tensors.push_back({column.tensor, column.digest.finish()});
  std::sort(tensors.begin(), tensors.end(),
            [](const TensorDigest& a, const TensorDigest& b) { return a.tensor.name < b.tensor.name; });
  state.envelope.content_digest = join_digests(state.splits, state.source_ids, tensors, about_text);

  std::vector<std::string> names;
  for (const TensorDigest& part : tensors) names.push_back(part.tensor.name);
  size_t longest = 1;
  for (const std::string& id : state.source_ids) longest = std::max(longest, id.size());
  constexpr uint64_t kAttributeBytes = uint64_t{1} << 20;
  const uint64_t rest_bytes =
      state.source_ids.size() * (longest + 1) + about_text.size() + 4 * kChunkBytes + kAttributeBytes;
  state.file.finish(
      [&](hid_t file) {
        write_array(file, {"split", {state.splits.size()}},
                    reinterpret_cast<const uint8_t*>(state.splits.data()));
        write_texts(file, "source_id", state.source_ids);
        write_text(file, kAbout, about_text);
        write_attribute(file, kTensorNames, names);
        write_envelope_attributes(file, state.envelope);
      },
      rest_bytes);
  return state.envelope;
}

struct PreparedRowsReader::State {
  fs::path path;
  PreparedEnvelope envelope;
  std::optional<Hdf5Handle> file;
  std::deque<Hdf5Rows> rows;       // of `tensors`
  std::vector<RowTensor> tensors;  // in the order of their names
  std::vector<Split> splits;
  std::vector<std::string> source_ids;
  nlohmann::json about;
  std::string about_text;

  ~State() {
    const Hdf5Session session;
    rows.clear();
    file.reset();
  }

  void open(const std::string& kind) {
    file.emplace(open_prepared_file(path, {kind}, envelope));
    splits = read_split_column(file->get());
    source_ids = read_texts(file->get(), "source_id");
    if (source_ids.size() != splits.size())
      throw Hdf5Failure("'source_id' has another number of rows than 'split'");
    about_text = read_text(file->get(), kAbout);
    about = nlohmann::json::parse(about_text);
    for (const std::string& name : read_text_attributes(file->get(), kTensorNames)) {
      StoredTensor stored = open_stored_tensor(file->get(), kGroup + name);
      if (stored.rows.shape()[0] != splits.size())
        throw Hdf5Failure("the tensor '" + name + "' has another number of rows than 'split'");
      stored.layout.name = name;
      tensors.push_back(std::move(stored.layout));
      rows.push_back(std::move(stored.rows));
    }
  }

  std::string compute_digest() const {
    size_t total_bytes = 0;
    for (const RowTensor& tensor : tensors) total_bytes += splits.size() * bytes_of_row(tensor);
    constexpr size_t kMegabyte = 1000000;
    ProgressBar bar("check " + path.filename().string(),
                    static_cast<int64_t>(std::max<size_t>(total_bytes / kMegabyte, 1)), "MB");
    std::vector<TensorDigest> parts;
    std::vector<std::byte> block;
    size_t bytes_done = 0;
    for (size_t t = 0; t < tensors.size(); ++t) {
      const size_t row_bytes = bytes_of_row(tensors[t]);
      const size_t block_rows = row_bytes == 0 ? splits.size() : std::max<size_t>(kBlockBytes / row_bytes, 1);
      Sha256 digest;
      for (size_t first = 0; first < splits.size() && row_bytes > 0; first += block_rows) {
        const size_t count = std::min(block_rows, splits.size() - first);
        block.resize(count * row_bytes);
        rows[t].read(first, count, block.data());
        digest.update(block.data(), block.size());
        const size_t before = bytes_done / kMegabyte;
        bytes_done += block.size();
        bar.advance(static_cast<int64_t>(bytes_done / kMegabyte - before));
      }
      parts.push_back({tensors[t], digest.finish()});
    }
    return join_digests(splits, source_ids, parts, about_text);
  }
};

PreparedRowsReader::PreparedRowsReader(const fs::path& path, const std::string& kind)
    : state_(std::make_unique<State>()) {
  state_->path = path;
  std::string got;
  explain_damage(path, [&] {
    state_->open(kind);
    got = state_->compute_digest();
  });
  check_content_digest(path, state_->envelope, got);
}

PreparedRowsReader::~PreparedRowsReader() = default;

const PreparedEnvelope& PreparedRowsReader::envelope() const {
  return state_->envelope;
}
int64_t PreparedRowsReader::num_rows() const {
  return static_cast<int64_t>(state_->splits.size());
}
const std::vector<RowTensor>& PreparedRowsReader::tensors() const {
  return state_->tensors;
}
const std::vector<Split>& PreparedRowsReader::splits() const {
  return state_->splits;
}
const std::vector<std::string>& PreparedRowsReader::source_ids() const {
  return state_->source_ids;
}
const nlohmann::json& PreparedRowsReader::about() const {
  return state_->about;
}

HostTensor PreparedRowsReader::read(const std::string& tensor, const std::vector<int64_t>& rows) const {
  const State& state = *state_;
  size_t t = 0;
  while (t < state.tensors.size() && state.tensors[t].name != tensor) ++t;
  AFFEKT_CHECK(t < state.tensors.size(), state.path.string() + ": no tensor '" + tensor + "'");
  for (const int64_t row : rows) AFFEKT_CHECK(row >= 0 && row < num_rows(), "a row beyond the file");
  HostTensor read = HostTensor::make(state.tensors[t].type, shape_of_rows(state.tensors[t], rows.size()));
  const size_t row_bytes = bytes_of_row(state.tensors[t]);
  explain_damage(state.path, [&] {
    for (size_t i = 0; i < rows.size();) {
      size_t end = i + 1;  // neighbours are read at once
      while (end < rows.size() && rows[end] == rows[end - 1] + 1) ++end;
      state.rows[t].read(static_cast<hsize_t>(rows[i]), end - i, read.bytes.data() + i * row_bytes);
      i = end;
    }
  });
  return read;
}

}  // namespace affekt
