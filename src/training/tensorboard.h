// TensorBoard event files: scalars of every epoch.
#pragma once

#include <filesystem>
#include <memory>

#include "training/observer.h"

namespace affekt {

/// Writes events.out.tfevents.<unix time>.affekt into `directory`, flushed after each epoch.
std::unique_ptr<Observer> make_tensorboard_observer(const std::filesystem::path& directory);

}  // namespace affekt
