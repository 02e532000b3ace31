// The metadata_props that affekt writes into its ONNX files and reads back: the names of the keys.
#pragma once

namespace affekt::onnx_key {

constexpr char kModel[] = "affekt.model";                   // network of the model table
constexpr char kLabels[] = "affekt.labels";                 // JSON list, in the order of the output
constexpr char kInput[] = "affekt.input";                   // the input contract in words
constexpr char kOutput[] = "affekt.output";                 // the output contract in words
constexpr char kDataset[] = "affekt.dataset";               // name of the data set
constexpr char kDataDigest[] = "affekt.data_digest";        // SHA-256 of the prepared content trained on
constexpr char kConfigDigest[] = "affekt.config_digest";    // SHA-256 of the effective config
constexpr char kWeightsDigest[] = "affekt.weights_digest";  // SHA-256: best.safetensors, song_model.json
constexpr char kMetric[] = "affekt.metric";  // JSON: name, value, split; where known ci95, of_fold_models
constexpr char kTemperature[] = "affekt.temperature";  // of the softmax; already in the graph
constexpr char kSelection[] = "affekt.selection";      // JSON: metric, value, epoch, split, seed
constexpr char kSplit[] = "affekt.split";  // JSON: plan; where it has folds test_fold, validation_fold
constexpr char kEvaluation[] = "affekt.evaluation";     // JSON: what a report on this file is computed with
constexpr char kGraphDigest[] = "affekt.graph_digest";  // SHA-256 of the serialised GraphProto
constexpr char kMetadataDigest[] = "affekt.metadata_digest";  // SHA-256 of all other entries: onnx_file.h
constexpr char kSampleRate[] = "affekt.sample_rate_hz";       // of the waveforms that the model takes
constexpr char kMinSamples[] = "affekt.min_samples";          // the shortest waveform that gives an answer
constexpr char kTask[] = "affekt.task";  // "songs"; missing: a class of a picture or of a waveform
constexpr char kToolVersion[] = "affekt.tool_version";

// Of models of songs only.
constexpr char kColumns[] = "affekt.columns";      // JSON list, in the order of the input
constexpr char kMedians[] = "affekt.medians";      // JSON list, for empty cells, in the same order
constexpr char kMissing[] = "affekt.missing";      // what was done with empty cells: drop | median
constexpr char kTransform[] = "affekt.treatment";  // in words, what the graph does to the features
constexpr char kClusters[] = "affekt.clusters";    // JSON list: centroids in the columns' own units
constexpr char kCentroidsDigest[] = "affekt.centroids_digest";  // SHA-256 of the centroids as float32 [K, P]
constexpr char kFit[] = "affekt.fit";                           // JSON: how the clusters were found
constexpr char kMetrics[] = "affekt.metrics";                   // JSON: name -> value, where known ci95
constexpr char kAffectTarget[] = "affekt.affect_target";      // what "affect" predicts: deezer | tags | none
constexpr char kEmotionPolicy[] = "affekt.emotion_policy";    // JSON: from an emotion to clusters
constexpr char kEmotionSources[] = "affekt.emotion_sources";  // whose coordinates of emotions these are

// The three official keys of the ONNX standard for images (docs/MetadataProps.md).
constexpr char kPixelFormat[] = "Image.BitmapPixelFormat";
constexpr char kGamma[] = "Image.ColorSpaceGamma";
constexpr char kPixelRange[] = "Image.NominalPixelRange";

}  // namespace affekt::onnx_key
