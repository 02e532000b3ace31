// The text of model.json: what model.onnx takes, gives and says of itself, for places where an ONNX file's
// metadata can't be read, such as a browser.
#pragma once

#include <string>

#include "inference/onnx_model.h"

namespace affekt {

constexpr char kModelContractFile[] = "model.json";

/// JSON, of the file alone, so that the two can be compared at any time:
///   {"format": 1, "kind": "classification", "model_sha256": "...",
///    "inputs": [{"name": "pixels", "type": "float32", "shape": ["N", 1, 48, 48], "contract": "..."}],
///    "outputs": [...], "labels": ["angry", ...], "metadata": {"affekt.labels": [...], "affekt.model":
///    "..."}}
/// Of a shape, a text is a size that is known only when the model runs, null one without a name. `labels` is
/// null where the output has none. `metadata` has every entry of the file: JSON lists and objects as such,
/// all others as texts.
std::string render_model_contract(const OnnxModel& model);

}  // namespace affekt
