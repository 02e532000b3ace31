// `affekt verify`: does a run directory, or a published baseline, agree with itself? No data are needed.
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"
#include "evaluation/verification/kept_report.h"
#include "inference/onnx_model.h"
#include "kinds/kind.h"

namespace affekt {

/// Report against predictions, files against their digests, model.onnx against its test vectors, its card and
/// the report, weights and config against what the report says of them. What was not kept is told apart.
/// Of a group of runs: verify_run_group.
/// @throws ArtifactError: no such folder, or another process works in it; Interrupted
CheckList verify_experiment(const std::filesystem::path& directory);

/// An experiment as it lies there, each part read or told to be broken.
struct KeptExperiment {
  RunPaths run;
  KeptReport report;          // its `report` is null: not kept, or broken
  std::string why_no_report;  // then: "report.json is damaged"
  SharedOnnxModel onnx;       // null: not kept, or broken
  std::string config;         // text of config.yaml; empty: not kept
  const Kind* kind = nullptr;
};

/// Does `work`, and takes what it can't read for a broken part.
template <class Work>
void check_or_tell(CheckList& checks, const std::string& what, const Work& work);

/// A file that is not there is not kept, or broken where the run says that it has left it (run_state.json,
/// which is no part of what is published).
void add_missing(const RunPaths& run, const std::string& what, const std::string& file_name,
                 CheckList& checks);

/// model.onnx by itself: its test vectors, model.json, and its card. Of an experiment with model.onnx.
void check_test_vectors(const KeptExperiment& kept, CheckList& checks);
void check_model_contract(const KeptExperiment& kept, CheckList& checks);
void check_model_card(const KeptExperiment& kept, CheckList& checks);
/// What the report, model.onnx, config.yaml, manifest.json and the weights say of each other.
void check_provenance(const KeptExperiment& kept, CheckList& checks);
/// metrics.csv against its digest, the report and train.log.
void check_training_table(const KeptExperiment& kept, CheckList& checks);

template <class Work>
void check_or_tell(CheckList& checks, const std::string& what, const Work& work) {
  try {
    work();
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    checks.add_broken(what, error.what());
  } catch (const nlohmann::json::exception& error) {
    checks.add_broken(what, std::string("not what affekt writes: ") + error.what());
  }
}

}  // namespace affekt
