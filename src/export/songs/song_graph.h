// A clustering of songs -> its ONNX graph: raw features in; cluster, distances and affect out.
#pragma once

#include <onnx/onnx_pb.h>

#include "affect/song_model.h"

namespace affekt {

/// "features" float32 [N, D] -> "cluster" int64 [N], "distances2" float32 [N, K], and "affect" float32 [N, 2]
/// if the model has a regression.
///
/// The transform is inside: Slice and Concat pick the columns, Log, Cos and Sin expand them, one Gemm scales
/// and turns them (PCA). Squared distances are sums of squared differences, as clustering computes them, and
/// not |z|^2 - 2 z.c + |c|^2, which loses a song that lies far out and near a centroid to rounding. One
/// Gemm by copies of the identity gives z - c for all clusters at once, for OpenCV 4.6 broadcasts nothing.
/// Only operators that OpenCV 4.6's dnn module and ONNX Runtime both compute right for every N.
onnx::GraphProto make_song_graph(const SongModel& model);

}  // namespace affekt
