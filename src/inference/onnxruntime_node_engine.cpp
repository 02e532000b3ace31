#include "inference/onnxruntime_node_engine.h"

#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/error.h"
#include "core/process/child_process.h"
#include "core/process/threads.h"
#include "core/text/text.h"
#include "inference/newer_onnxruntime.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr int kOnnxruntimeProtocol = 1;        // PROTOCOL in serve.mjs
constexpr uint32_t kMaxHeaderBytes = 1 << 20;  // MAX_HEADER in serve.mjs
constexpr int kStartSeconds = 120;             // for Node to begin, on a machine that does other things too
constexpr int kOldestNode = 18;                // "engines" in package.json
constexpr int64_t kMaxTensorBytes = int64_t{1} << 40;
constexpr size_t kMaxShownBytes = 300;  // of a header in a message

std::optional<DType> find_type(const std::string& name) {
  for (const DType type : {DType::kFloat32, DType::kFloat64, DType::kInt64, DType::kInt32, DType::kUint8})
    if (name == name_of(type)) return type;
  return std::nullopt;
}

std::string explain_missing_node(const ArtifactError& error) {
  return fmt::format("{}; Node {} or newer runs ONNX Runtime here: install it (apt-get install nodejs npm)",
                     error.what(), kOldestNode);
}

/// A header's number of payload bytes; -1: it tells none.
int64_t read_num_bytes(const json& header) {
  const auto found = header.find("bytes");
  return found != header.end() && found->is_number_unsigned() ? found->get<int64_t>() : -1;
}

class OnnxruntimeNodeEngine : public InferenceEngine {
 public:
  OnnxruntimeNodeEngine(const OnnxModel& model, const OnnxruntimePackage& package, const std::string& node)
      : InferenceEngine("onnxruntime", model), script_(package.script().string()) {
    if (!package.fault.empty()) fail(package.fault);
    start(node);
    begin_message({{"load", {{"threads", thread_count()}}}, {"bytes", model.bytes.size()}});
    send(model.bytes.data(), model.bytes.size());
    const json answer = receive_header();
    if (answer.contains("error"))
      fail("its npm package cannot load the model" + advise_newer_onnxruntime(words_of(answer)) + ": " +
           words_of(answer));
    if (read_num_bytes(answer) != 0) fail_with_wrong_answer(answer);
  }

 private:
  void start(const std::string& node) {
    try {
      process_ = std::make_unique<ChildProcess>(std::vector<std::string>{node, script_});
    } catch (const ArtifactError& error) {
      fail(explain_missing_node(error));
    }
    const json hello = receive_header(kStartSeconds);
    const auto protocol = hello.find("protocol");
    if (protocol == hello.end() || *protocol != kOnnxruntimeProtocol)
      fail(fmt::format("{} is of another version of affekt: expected protocol {}, it says {}", script_,
                       kOnnxruntimeProtocol, shorten_text(to_json_text(hello), kMaxShownBytes)));
    has_begun_ = true;
  }

  HostTensors compute(const HostTensors& inputs) override {
    if (is_broken_off_) fail("a former run was broken off; load the model again");
    is_broken_off_ = true;  // until the answer has come whole
    json request = {{"inputs", json::array()}, {"outputs", json::array()}};
    size_t num_bytes = 0;
    for (const auto& [name, tensor] : inputs) {
      request["inputs"].push_back({{"name", name}, {"type", name_of(tensor.type)}, {"dims", tensor.shape}});
      num_bytes += tensor.bytes.size();
    }
    for (const TensorSpec& output : outputs_) request["outputs"].push_back(output.name);
    begin_message({{"run", request}, {"bytes", num_bytes}});
    for (const auto& entry : inputs) send(entry.second.bytes.data(), entry.second.bytes.size());
    const json answer = receive_header();
    is_broken_off_ = !answer.contains("error");
    if (!is_broken_off_) fail("cannot run the model: " + words_of(answer));
    HostTensors outputs = receive_outputs(answer);
    is_broken_off_ = false;
    return outputs;
  }

  HostTensors receive_outputs(const json& answer) {
    HostTensors outputs;
    std::vector<HostTensor*> in_order;  // as they come
    int64_t num_bytes = 0;
    try {
      for (const json& described : answer.at("outputs")) {
        const auto type = find_type(described.at("type").get<std::string>());
        if (!type) fail_with_wrong_answer(answer);
        auto dims = described.at("dims").get<std::vector<int64_t>>();
        auto size = static_cast<int64_t>(size_of(*type));
        for (const int64_t dim : dims) {
          if (dim < 0 || (dim > 0 && size > kMaxTensorBytes / dim)) fail_with_wrong_answer(answer);
          size *= dim;
        }
        num_bytes += size;
        if (num_bytes > read_num_bytes(answer)) fail_with_wrong_answer(answer);
        const auto [at, is_new] = outputs.emplace(described.at("name").get<std::string>(),
                                                  HostTensor::make(*type, std::move(dims)));
        if (!is_new) fail_with_wrong_answer(answer);
        in_order.push_back(&at->second);
      }
    } catch (const json::exception&) {
      fail_with_wrong_answer(answer);
    }
    if (num_bytes != read_num_bytes(answer)) fail_with_wrong_answer(answer);
    for (HostTensor* tensor : in_order) receive(tensor->bytes.data(), tensor->bytes.size());
    return outputs;
  }

  void begin_message(const json& header) {
    const std::string text = to_json_text(header);
    const auto size = static_cast<uint32_t>(text.size());
    send(&size, sizeof size);
    send(text.data(), text.size());
  }

  /// @param seconds  to wait at most; 0: for ever
  json receive_header(int seconds = 0) {
    uint32_t size = 0;
    receive(&size, sizeof size, seconds);
    if (size > kMaxHeaderBytes)
      fail(fmt::format("{} gave a wrong answer: a header of {} bytes", script_, size));
    std::string text(size, '\0');
    receive(text.data(), text.size(), seconds);
    json header = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!header.is_object()) fail_with_wrong_answer(text);
    return header;
  }

  void send(const void* data, size_t num_bytes) {
    if (!process_->send(data, num_bytes)) fail_with_end();
  }

  void receive(void* data, size_t num_bytes, int seconds = 0) {
    bool is_whole = false;
    try {
      is_whole = process_->receive(data, num_bytes, seconds);
    } catch (const ArtifactError& error) {
      fail(error.what());
    }
    if (!is_whole) fail_with_end();
  }

  static std::string words_of(const json& answer) {
    return answer["error"].is_string() ? answer["error"].get<std::string>() : to_json_text(answer["error"]);
  }

  [[noreturn]] void fail_with_end() {
    const std::string hint =
        has_begun_ ? "" : fmt::format("; does `node --version` say {} or more?", kOldestNode);
    fail(fmt::format("the process that runs it (node {}) is gone: {}{}", script_, process_->describe_end(),
                     hint));
  }
  [[noreturn]] void fail_with_wrong_answer(const json& answer) const {
    fail(fmt::format("{} gave a wrong answer: {}", script_,
                     shorten_text(to_json_text(answer), kMaxShownBytes)));
  }

  const std::string script_;
  std::unique_ptr<ChildProcess> process_;
  bool has_begun_ = false, is_broken_off_ = false;
};

}  // namespace

std::string explain_missing_onnxruntime_node() {
  const OnnxruntimePackage package = find_onnxruntime_package();
  if (!package.fault.empty()) return package.fault;
  try {
    ChildProcess({"node", "--version"});
  } catch (const ArtifactError& error) {
    return explain_missing_node(error);
  }
  return "";
}

std::unique_ptr<InferenceEngine> make_onnxruntime_node_engine(const OnnxModel& model) {
  return make_onnxruntime_node_engine(model, find_onnxruntime_package(), "node");
}

std::unique_ptr<InferenceEngine> make_onnxruntime_node_engine(const OnnxModel& model,
                                                              const OnnxruntimePackage& package,
                                                              const std::string& node) {
  return std::make_unique<OnnxruntimeNodeEngine>(model, package, node);
}

}  // namespace affekt
