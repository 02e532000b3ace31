// Names in an exported clustering of songs: its graph's tensors, and the metadata that only it has.
#pragma once

namespace affekt {

constexpr char kSongTask[] = "songs";         // affekt.task
constexpr char kSongModel[] = "song_kmeans";  // affekt.model

namespace song_value {
constexpr char kFeatures[] = "features";      // input: float32 [N, D]
constexpr char kCluster[] = "cluster";        // output: int64 [N]
constexpr char kDistances2[] = "distances2";  // output: float32 [N, K]
constexpr char kAffect[] = "affect";          // output, if the model has a regression: float32 [N, 2]
}  // namespace song_value

namespace onnx_key {
constexpr char kColumns[] = "affekt.columns";      // JSON list, in the order of the input
constexpr char kMedians[] = "affekt.medians";      // JSON list, for empty cells, in the same order
constexpr char kMissing[] = "affekt.missing";      // what was done with empty cells: drop | median
constexpr char kTransform[] = "affekt.transform";  // in words, what the graph does to the features
constexpr char kClusters[] = "affekt.clusters";    // JSON list: centroids in the columns' own units
constexpr char kCentroidsDigest[] = "affekt.centroids_digest";  // SHA-256 of the centroids as float32 [K, P]
constexpr char kFit[] = "affekt.fit";                           // JSON: how the clusters were found
constexpr char kMetrics[] = "affekt.metrics";                   // JSON: name -> value, where known ci95
constexpr char kAffectTarget[] = "affekt.affect_target";      // what "affect" predicts: deezer | tags | none
constexpr char kEmotionPolicy[] = "affekt.emotion_policy";    // JSON: from an emotion to clusters
constexpr char kEmotionSources[] = "affekt.emotion_sources";  // whose coordinates of emotions these are
}  // namespace onnx_key

}  // namespace affekt
