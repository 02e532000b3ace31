// What one kind of model says of its export, for export_model.h to carry out: the graph, what it is held
// against, and what its card says.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/tensor.h"
#include "export/reported_scores.h"
#include "inference/engine.h"

namespace affekt {

struct ExportRequest {
  std::filesystem::path run_directory;
  std::filesystem::path data;  // prepared file for the gate; empty: the one that the run was made from
};

/// Some samples, with what the reference (LibTorch, or affekt's own arithmetic) says of them.
struct GateBatch {
  HostTensors inputs;
  HostTensors expected;          // by output; float64 where the reference computes so
  std::vector<std::string> ids;  // [n], to name samples in errors
  /// [n, K], the tie rule of kSameIndex: 1 for each index that is right. Empty: the expected one alone.
  std::vector<char> allowed;
};

/// Samples that are read piece by piece, as often as there are engines.
struct GateData {
  int64_t num_samples = 0;
  std::function<GateBatch(int64_t begin, int64_t end)> read;
};

/// What an output must fulfil for every sample. To add a rule, add it here and in gate.cpp.
struct GateCheck {
  enum class Rule {
    kTolerance,   // each value within `tolerance` of the expected one
    kSameArgmax,  // the largest value of a row [K] is the expected row's
    kSameIndex,   // the value is the expected index, or an allowed one
    kSameTop,     // each of a row's [K] indices has, in the expected `scores`, the expected one's score
                  // within `tolerance`, and none stands twice
  };
  std::string output;
  Rule rule = Rule::kTolerance;
  double tolerance = 0;
  std::string title = {};                // in messages: "probabilities"
  bool is_relative = false;              // the tolerance counts as a share of `floor` + |expected|
  std::vector<std::string> labels = {};  // of indices: kSameArgmax, kSameIndex and kSameTop
  std::string scores = {};               // of kSameTop: the output that has every index's score
  double floor = 1;  // of is_relative; below 1 for values that are all small, such as shares of many songs
};

struct GateResult {
  int64_t num_samples = 0;
  int64_t num_ties = 0;             // samples with more than one right index, or order of the best
  int64_t num_tie_differences = 0;  // of these, those with another right index than the expected one
  std::map<std::string, double> differences;  // output -> the largest that kTolerance saw
};

struct ExportResult {
  std::string engines;       // that ran it: "opencv, onnxruntime"
  GateResult gate, vectors;  // over all engines the largest: of the gate's data; of the test vectors
  std::string agreement;     // ExportPlan::describe_agreement
};

/// model_card.md; texts are Markdown and end with a line break, but for what stands in a line.
struct ModelCard {
  std::string title, summary;                                 // a line each, the summary may have several
  std::vector<std::string> tensors;                           // "`pixels`: float32 [N, 1, 48, 48], ..."
  std::string free_axes;                                      // "N is free"
  std::string details;                                        // of the tensors
  std::vector<std::pair<std::string, std::string>> sections;  // title and text, in front of the scores
  ReportedScores scores;
  std::string scores_origin, score_format;  // where they come from; "{:.4f}"
  std::string checked, limits, usage;
  std::vector<std::pair<std::string, std::string>> provenance;  // what, SHA-256
};

struct ExportPlan {
  onnx::GraphProto graph;
  std::string doc;                              // the model in one line, as viewers show it
  std::map<std::string, std::string> metadata;  // metadata_props
  std::string reference;                        // who computed what is expected: "LibTorch"
  std::string sample;                           // what one is called, in messages
  int64_t samples_at_once = 1;                  // that an engine is given
  GateData gate;
  std::vector<GateData> test_vectors;  // each in one piece becomes test_data_set_<i>
  std::vector<GateCheck> checks;
  std::vector<std::string> engines = in_process_engine_names();
  std::map<std::string, std::string> files;  // beside model.onnx, what belongs to it: name -> content
  std::function<ModelCard(const ExportResult&)> make_card;
  /// What the gate has found, behind "model.onnx ": "gives the same class as LibTorch on all 420 samples".
  std::function<std::string(const ExportResult&)> describe_agreement;
};

/// "| a | b |\n"
std::string make_table_row(const std::vector<std::string>& cells);
/// With the rule below it.
std::string make_table_head(const std::vector<std::string>& cells);

}  // namespace affekt
