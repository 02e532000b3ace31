// Pieces of work as a file that chrome://tracing and ui.perfetto.dev show along a time line.
#pragma once

#include <string>
#include <vector>

#include "core/process/work_span.h"

namespace affekt {

/// The JSON object format of Chrome's "Trace Event Format": complete events ("ph": "X") in microseconds from
/// the first piece on, and the threads' names.
/// @param training_thread  WorkPiece::thread of the training loop; the others are the loader's
std::string render_chrome_trace(const std::vector<WorkPiece>& pieces, int training_thread);

}  // namespace affekt
