"""Cheating (数据造假), planted in the simulated city: what single cases do not show, and the figures of many do."""
