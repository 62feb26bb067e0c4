"""Text to coded reports: what each document says happened, who, where, when and how many."""
