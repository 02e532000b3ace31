// The metadata_props that affekt writes into its ONNX files and reads back: the names of the keys that files
// of several kinds have. Those of one kind alone lie with that kind.
#pragma once

namespace affekt::onnx_key {

constexpr char kTask[] = "affekt.task";                       // missing: one class a sample
constexpr char kModel[] = "affekt.model";                     // model.name of the config
constexpr char kLabels[] = "affekt.labels";                   // JSON list, in the order of the output
constexpr char kInput[] = "affekt.input";                     // the input contract in words
constexpr char kOutput[] = "affekt.output";                   // the output contract in words
constexpr char kDataset[] = "affekt.dataset";                 // name of the data set
constexpr char kDataDigest[] = "affekt.data_digest";          // SHA-256 of the prepared content trained on
constexpr char kConfigDigest[] = "affekt.config_digest";      // SHA-256 of the effective config
constexpr char kWeightsDigest[] = "affekt.weights_digest";    // SHA-256 of the file that it was exported from
constexpr char kGraphDigest[] = "affekt.graph_digest";        // SHA-256 of the serialised GraphProto
constexpr char kMetadataDigest[] = "affekt.metadata_digest";  // SHA-256 of all other entries: onnx_model.h
constexpr char kToolVersion[] = "affekt.tool_version";

// Of trained networks.
constexpr char kMetric[] = "affekt.metric";  // JSON: name, value, split; where known ci95, of_fold_models
constexpr char kTemperature[] = "affekt.temperature";    // of the softmax; already in the graph
constexpr char kSelection[] = "affekt.selection";        // JSON: metric, value, epoch, split, seed
constexpr char kSplit[] = "affekt.split";                // JSON: plan; with folds test_fold, validation_fold
constexpr char kEvaluation[] = "affekt.evaluation";      // JSON: what a report on this file is computed with
constexpr char kSampleRate[] = "affekt.sample_rate_hz";  // of an input over time
constexpr char kMinSamples[] = "affekt.min_samples";     // the shortest input that gives an answer

// The three official keys of the ONNX standard for images (docs/MetadataProps.md).
constexpr char kPixelFormat[] = "Image.BitmapPixelFormat";
constexpr char kGamma[] = "Image.ColorSpaceGamma";
constexpr char kPixelRange[] = "Image.NominalPixelRange";

}  // namespace affekt::onnx_key
