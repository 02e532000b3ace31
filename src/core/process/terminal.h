// The one line at the bottom of stderr that a progress bar redraws, and log lines that go above it.
#pragma once

#include <functional>
#include <string>

namespace affekt {

bool stderr_is_terminal();
/// Columns of the terminal at stderr; 80 if unknown.
int count_terminal_columns();

/// Replaces the status line; the cursor stays on it. For terminals only.
void draw_status_line(const std::string& text);
/// Leaves the status line where it is; what follows goes below it.
void end_status_line();

/// Calls `write`, which writes whole lines to stderr; a status line is cleared before and redrawn after it.
void write_above_status_line(const std::function<void()>& write);

}  // namespace affekt
