// A program that works for another affekt and is to end with it, whatever ends that one, kill -9 too.
#pragma once

namespace affekt {

/// From now on, programs of affekt that this process starts are told to end with it. Call it and start them
/// in the main thread: the kernel looks at the thread.
void make_children_end_with_this();

/// If this process was started so: SIGTERM comes as soon as its parent has ended, or at once if it has ended
/// already. Else nothing. Call it when the handlers of signals are installed.
void end_with_parent();

}  // namespace affekt
