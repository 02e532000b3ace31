// How the C library hands out memory: tuned for steps that free and want the same large blocks again.
#pragma once

namespace affekt {

/// Keeps freed memory in the process instead of returning it to the system after every training step, whose
/// tensors would else be mapped, zeroed page by page and unmapped anew each time. Call it once, at the start.
/// @return  false where the C library doesn't know these settings (only slower)
bool configure_allocator();

}  // namespace affekt
