namespace Casualties.Storage.Sqlite;

/// <summary>
/// Keeps a second writer away from a database, in this process or another. Two would each count revisions on their own.
/// The operating system lets go of it when the process dies; the file stays, since removing it would race with the next owner.
/// </summary>
public static class FileLock
{
    /// <summary>Takes the lock; dispose of it to let go. Throws <see cref="StoreInUse"/>.</summary>
    public static FileStream Take(string database)
    {
        try
        {
            return new FileStream($"{database}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.GetType() == typeof(IOException))
        {
            throw new StoreInUse(database, e);
        }
    }
}
